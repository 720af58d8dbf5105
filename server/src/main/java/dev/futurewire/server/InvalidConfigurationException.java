package dev.futurewire.server;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The configuration file or the environment is invalid. The message names the line or the variable. */
final class InvalidConfigurationException extends ParameterException {
    private static final long serialVersionUID = 1L;

    InvalidConfigurationException(CommandLine command, String message, @Nullable Throwable cause) {
        super(command, message, cause);
    }
}
