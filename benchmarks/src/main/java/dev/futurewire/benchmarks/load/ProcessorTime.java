package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time as accounted by Linux, in hundredths of a second on every architecture. */
final class ProcessorTime {
    private static final long TICK_NANOS = 10_000_000;

    private ProcessorTime() {}

    /** Returns the user and system time of all threads of a process. */
    static long ofProcess(int pid) throws IOException {
        return ofStat(Path.of("/proc", Integer.toString(pid), "stat"));
    }

    /** Returns the user and system time in the stat file of a process or thread. */
    static long ofStat(Path file) throws IOException {
        String stat = Files.readString(file);
        // The name of the program, in parentheses, may contain any character; field 3 follows it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
    }

    /** Returns the time a core was not idle, including time stolen by the hypervisor. */
    static long busy(int core) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
            if (line.startsWith("cpu" + core + " ")) {
                String[] fields = line.split(" +", -1);
                long ticks = 0;
                for (int i = 1; i <= 8; i++) {
                    // Fields 4 and 5 are idle and I/O wait.
                    ticks += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
                }
                return ticks * TICK_NANOS;
            }
        }
        throw new IOException("no core " + core + " in /proc/stat");
    }
}
