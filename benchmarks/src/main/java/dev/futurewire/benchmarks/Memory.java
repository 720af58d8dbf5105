package dev.futurewire.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a process holds.
 *
 * @param heap what lives on its heap after a collection, null for a process that is no JVM
 */
record Memory(long resident, @Nullable Long heap) {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern GENERATION = Pattern.compile("total (\\d+)K, used (\\d+)K");
    private static final int KIB = 1024;

    /** Of a process as it is. */
    static Memory of(long pid) throws IOException {
        return new Memory(resident(pid), null);
    }

    /** Of a JVM that has just collected its garbage. */
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
