package dev.futurewire.benchmarks;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the comparison. */
@Command(
        name = "compare",
        sortOptions = false,
        usageHelpWidth = 100,
        customSynopsis = "benchmarks/compare [OPTION]...",
        description = {
            "Compares line echo servers, each in a process of its own on one core, driven by a load client on another.",
            "Closed loop: latencies are those of clients that wait for their answers, not under a fixed rate.",
            "Exit status: 0; 1 if a server failed; 2 for an invalid option."
        })
public final class Compare implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int INVALID_OPTIONS = 2;

    @Mixin
    private final CompareOptions options = new CompareOptions();

    @Option(names = "--list", description = "Prints the rows and the peers, and exits.")
    private boolean list;

    @Option(names = "--help", usageHelp = true, description = "Prints this help.")
    boolean help;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Compare())
                .setParameterExceptionHandler((e, args) -> report(e.getCommandLine(), e, INVALID_OPTIONS))
                .setExecutionExceptionHandler((e, line, result) ->
                        report(line, e, e instanceof InvalidOptionException ? INVALID_OPTIONS : FAILED));
    }

    private static int report(CommandLine line, Exception e, int status) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        line.getErr().println("compare: " + message.lines().findFirst().orElse(message));
        return status;
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            System.out.println("rows:  " + Plan.rowNames());
            System.out.println("peers: " + Peers.names());
            return 0;
        }
        return new ComparisonRun(Plan.of(options), System.out, System.err).run() ? 0 : FAILED;
    }
}
