package dev.futurewire.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A program that has only just started: for what is decided once in a process, which an earlier test may have done. */
public final class FreshProgram {
    private FreshProgram() {}

    /** Runs a main class of the tests' with these options of the JVM, and returns what it prints. */
    public static String output(Class<?> main, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    }
}
