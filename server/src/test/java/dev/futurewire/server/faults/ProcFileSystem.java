package dev.futurewire.server.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads information about processes from {@code /proc} on Linux. */
final class ProcFileSystem {
    private static final long TICKS_A_SECOND = 100;

    private ProcFileSystem() {}

    /** Returns whether {@code /proc} is available. */
    static boolean isAvailable() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    /** Returns the number of open descriptors of this process. */
    static long descriptors() throws IOException {
        return descriptors("self");
    }

    /** Returns the number of open descriptors of a process. */
    static long descriptors(long pid) throws IOException {
        return descriptors("" + pid);
    }

    private static long descriptors(String pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", pid, "fd"))) {
            return open.count();
        }
    }

    /** Returns the CPU time used by a process, in seconds, to a hundredth. */
    static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
        // The second field is the command in brackets, which may contain any character.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_A_SECOND;
    }
}
