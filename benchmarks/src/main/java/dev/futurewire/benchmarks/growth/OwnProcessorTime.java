package dev.futurewire.benchmarks.growth;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time of this process's threads, in nanoseconds as Linux's scheduler counts them. */
final class OwnProcessorTime {
    private static final Path THREADS = Path.of("/proc/self/task");

    private OwnProcessorTime() {}

    /** Of all threads that there are, the garbage collector's and the compilers' too. */
    static long ofAll() throws IOException {
        return ofThreads("");
    }

    /** Of those threads whose names begin so; Linux knows the first 15 characters of a name. */
    static long ofThreads(String beginning) throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                String statistics = Files.readString(thread.resolve("schedstat"));
                if (Files.readString(thread.resolve("comm")).startsWith(beginning)) {
                    nanos += Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
                }
            }
        }
        return nanos;
    }
}
