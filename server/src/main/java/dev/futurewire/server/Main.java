package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * The program {@code futurewire}.
 *
 * <p>Exit status: 0 for a normal end, SIGTERM and SIGINT included; 1 for a failure on the way, such as a connection that
 * broke; 2 if it could not start: bad option, port in use, unknown host, connection refused. A failure is one line on
 * stderr.
 */
public final class Main {
    /**
     * The JDK tries to read at once when a read begins, and asks the poller if there was nothing. Here there never is: a
     * connection reads when it has used up what had come. It is a hint that changes no behaviour, and a JDK that does not
     * know it ignores it; the figures are in docs/benchmarks.md.
     */
    private static final String NO_SYNCHRONOUS_READ = "sun.nio.ch.disableSynchronousRead";

    private Main() {}

    /**
     * Runs the program and exits.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        if (System.getProperty(NO_SYNCHRONOUS_READ) == null) {
            System.setProperty(NO_SYNCHRONOUS_READ, "true");
        }
        System.exit(run(arguments, System.in, System.out, System.err));
    }

    /** Runs the program and returns its exit status. */
    static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
        CommandLine commands = new CommandLine(new FuturewireCommand())
                .addSubcommand(new ServeCommand(out, err))
                .addSubcommand(new PsCommand(out))
                .addSubcommand(new ConnectCommand(in, out))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setOut(new PrintWriter(out, true, UTF_8))
                .setErr(new PrintWriter(err, true, UTF_8))
                .setParameterExceptionHandler(OneLineErrors::ofUsage)
                .setExecutionExceptionHandler(OneLineErrors::ofExecution);
        return commands.execute(withDefaultCommand(arguments));
    }

    /** {@code serve} is the default: {@code futurewire --port 7000} means {@code futurewire serve --port 7000}. */
    private static String[] withDefaultCommand(String[] arguments) {
        if (arguments.length > 0 && (!arguments[0].startsWith("-") || FuturewireCommand.HAS.contains(arguments[0]))) {
            return arguments;
        }
        String[] result = new String[arguments.length + 1];
        result[0] = ServeCommand.NAME;
        System.arraycopy(arguments, 0, result, 1, arguments.length);
        return result;
    }
}
