package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/**
 * The program run inside the test.
 *
 * @param status its exit status
 * @param out what it printed to stdout
 * @param err what it printed to stderr
 */
public record CommandResult(int status, String out, String err) {
    /** Runs the program with an empty stdin. */
    public static CommandResult of(String... arguments) {
        return withInput("", arguments);
    }

    /** Runs the program with text as its stdin. */
    public static CommandResult withInput(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                arguments,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, false, UTF_8));
        return new CommandResult(status, out.toString(UTF_8), err.toString(UTF_8));
    }
}
