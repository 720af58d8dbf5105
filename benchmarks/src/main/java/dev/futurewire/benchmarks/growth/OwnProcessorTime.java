package dev.futurewire.benchmarks.growth;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time of this process's threads, in nanoseconds, as counted by Linux's scheduler. */
final class OwnProcessorTime {
    private static final Path THREADS = Path.of("/proc/self/task");

    private OwnProcessorTime() {}

    /** Returns the time of all live threads, including those of the garbage collector and the compilers. */
    static long ofAll() throws IOException {
        return ofThreads("");
    }

    /** Returns the time of threads whose names start with a prefix; Linux keeps the first 15 characters of a name. */
    static long ofThreads(String prefix) throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                String statistics = Files.readString(thread.resolve("schedstat"));
                if (Files.readString(thread.resolve("comm")).startsWith(prefix)) {
                    nanos += Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
                }
            }
        }
        return nanos;
    }
}
