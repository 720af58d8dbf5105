package dev.futurewire.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a process, in bytes.
 *
 * @param resident resident set size
 * @param heap live heap after a collection, or null for a process that is not a JVM
 */
record Memory(long resident, @Nullable Long heap) {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern GENERATION = Pattern.compile("total (\\d+)K, used (\\d+)K");
    private static final int KIB = 1024;

    /** Measures a process. */
    static Memory of(long pid) throws IOException {
        return new Memory(resident(pid), null);
    }

    /** Measures a JVM after a full collection. */
    static Memory ofJvm(long pid, Jcmd jcmd) throws IOException {
        jcmd.run(pid, "GC.run");
        long resident = resident(pid);
        long heap = 0;
        Matcher generations = GENERATION.matcher(jcmd.run(pid, "GC.heap_info"));
        while (generations.find()) {
            heap += Long.parseLong(generations.group(2)) * KIB;
        }
        return new Memory(resident, heap);
    }

    private static long resident(long pid) throws IOException {
        Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        if (!line.find()) {
            throw new IOException("process " + pid + " has no VmRSS");
        }
        return Long.parseLong(line.group(1)) * KIB;
    }
}
