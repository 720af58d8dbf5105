package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;

/**
 * The program {@code futurewire}.
 *
 * <p>Exit status: 0 for a normal end, SIGTERM and SIGINT included; 1 for a failure while running, such as a broken connection;
 * 2 if it could not start: invalid option, port in use, unknown host, connection refused; 3 if it ran out of memory or could
 * not shut down in time. A failure is reported as one line on stderr.
 */
public final class Main {
    private Main() {}

    /**
     * Runs the program and exits.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.in, System.out, System.err));
    }

    /** Runs the program with the environment of this process and returns its exit status. */
    static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
        return run(arguments, System.getenv(), in, out, err);
    }

    /** Runs the program and returns its exit status. */
    static int run(
            String[] arguments, Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        String[] complete = withDefaultCommand(arguments);
        ConfiguredExecution execution = new ConfiguredExecution(complete, environment);
        return commandLine(in, out, err)
                .setExecutionStrategy(execution)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> CommandErrors.ofExecution(failure, command, execution))
                .execute(complete);
    }

    /** Creates the command line with all its commands. */
    static CommandLine commandLine(InputStream in, PrintStream out, PrintStream err) {
        return new CommandLine(new FuturewireCommand())
                .addSubcommand(new ServeCommand(out, err))
                .addSubcommand(new PsCommand(out))
                .addSubcommand(new ConnectCommand(in, out))
                .addSubcommand(new CompletionCommand(out))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setOut(new PrintWriter(out, true, UTF_8))
                .setErr(new PrintWriter(err, true, UTF_8))
                .setParameterExceptionHandler(CommandErrors::ofUsage);
    }

    /** Inserts the default command: {@code futurewire --port 7000} means {@code futurewire serve --port 7000}. */
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
