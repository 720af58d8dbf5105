package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time as Linux accounts for it. Its files count in hundredths of a second on every architecture. */
final class ProcessorTime {
    private static final long TICK_NANOS = 10_000_000;

    private ProcessorTime() {}

    /** User and system time of a process, all its threads together. */
    static long ofProcess(int pid) throws IOException {
        return ofStat(Path.of("/proc", Integer.toString(pid), "stat"));
    }

    /** User and system time of the process or thread whose file this is. */
    static long ofStat(Path file) throws IOException {
        String stat = Files.readString(file);
        // The name of the program stands in parentheses and may contain anything; the state follows it as field 3.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
    }

    /** All time that a core has spent on anything but idling, including what the hypervisor took away. */
    static long busy(int core) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
            if (line.startsWith("cpu" + core + " ")) {
                String[] fields = line.split(" +", -1);
                long ticks = 0;
                for (int i = 1; i <= 8; i++) {
                    // Fields 4 and 5 are idle and waiting for a disk.
                    ticks += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
                }
                return ticks * TICK_NANOS;
            }
        }
        throw new IOException("no core " + core + " in /proc/stat");
    }
}
