package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/**
 * The result of running the program within the test.
 *
 * @param status the exit status
 * @param out the output to stdout
 * @param err the output to stderr
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
