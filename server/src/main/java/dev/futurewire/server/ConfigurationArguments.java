package dev.futurewire.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of {@code serve} for a configuration file. {@link Configuration} reads it before the command runs. */
final class ConfigurationArguments {
    /** The option's name without dashes. The file itself cannot contain it. */
    static final String KEY = "config";

    @SuppressWarnings("UnusedVariable") // declares the option; Configuration reads the argument itself
    @Option(
            names = "--" + KEY,
            paramLabel = "FILE",
            description =
                    "Read options from this file, one per line: max-connections = 100. Options on the command line"
                            + " and in the environment take precedence.%n  Default: $FUTUREWIRE_CONFIG, or none")
    private @Nullable Path file;

    ConfigurationArguments() {}
}
