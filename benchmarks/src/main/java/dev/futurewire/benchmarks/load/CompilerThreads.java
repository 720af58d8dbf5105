package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The compiler threads of a JVM. On one core they compete with the measured code, and figures taken while they are busy are of
 * code that is not yet optimized. A process that is not a JVM has none.
 */
record CompilerThreads(List<Path> threads) {
    static CompilerThreads of(int pid) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Integer.toString(pid), "task"))) {
            for (Path thread : threads) {
                if (isCompiler(thread)) {
                    found.add(thread.resolve("stat"));
                }
            }
        }
        return new CompilerThreads(found);
    }

    private static boolean isCompiler(Path thread) throws IOException {
        try {
            // Linux keeps the first 15 characters of "C2 CompilerThread0".
            return Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre\\s*");
        } catch (IOException e) {
            // The thread has ended.
            return false;
        }
    }

    long cpuNanos() throws IOException {
        long nanos = 0;
        for (Path thread : threads) {
            try {
                nanos += ProcessorTime.ofStat(thread);
            } catch (IOException e) {
                // The thread has ended: a JVM removes idle compiler threads.
            }
        }
        return nanos;
    }
}
