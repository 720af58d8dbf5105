package dev.futurewire.server;

import dev.futurewire.server.logging.LogSetup;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of {@code serve} for the log. */
final class LogArguments {
    @Option(
            names = {"-v", "--verbose"},
            description = "Log details to stderr, including the start and end of each connection.")
    private boolean verbose;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            showDefaultValue = Visibility.NEVER,
            description = "Format of the log: text, or json (one object per line).%n  Default: text")
    private LogFormat format = LogFormat.TEXT;

    LogArguments() {}

    /** Sets the log's level and format. */
    void apply() {
        if (verbose) {
            LogSetup.details();
        }
        if (json()) {
            LogSetup.json();
        }
    }

    boolean verbose() {
        return verbose;
    }

    boolean json() {
        return format == LogFormat.JSON;
    }
}
