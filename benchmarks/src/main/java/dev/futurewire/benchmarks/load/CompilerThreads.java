package dev.futurewire.benchmarks.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads of a JVM that compile. On one core they take their time from what is measured, and as long as they work
 * hard the figures are of a program that is not what it will be. A program that is no JVM has none.
 */
record Compilers(List<Path> threads) {
    static Compilers of(int pid) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Integer.toString(pid), "task"))) {
            for (Path thread : threads) {
                if (isCompiler(thread)) {
                    found.add(thread.resolve("stat"));
                }
            }
        }
        return new Compilers(found);
    }

    private static boolean isCompiler(Path thread) throws IOException {
        try {
            // Linux keeps the first 15 characters of "C2 CompilerThread0".
            return Files.readString(thread.resolve("comm")).matches("C[12] CompilerThre\\s*");
        } catch (IOException e) {
            // It has ended in between.
            return false;
        }
    }

    long cpuNanos() throws IOException {
        long nanos = 0;
        for (Path thread : threads) {
            try {
                nanos += ProcessorTime.ofStat(thread);
            } catch (IOException e) {
                // It is gone: a JVM lets a compiler go that had nothing to do.
            }
        }
        return nanos;
    }
}
