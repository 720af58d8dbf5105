package dev.futurewire.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a new JVM, for behavior that is decided once per process and that an earlier test may have affected. */
public final class FreshProgram {
    private FreshProgram() {}

    /** Runs a main class of the tests with these JVM options, and returns its output. */
    public static String output(Class<?> main, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    }
}
