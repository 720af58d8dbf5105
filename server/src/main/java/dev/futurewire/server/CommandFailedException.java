package dev.futurewire.server;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/**
 * A command failed for a reason that its user can act on. The message says it all in one line; a stack trace would not help.
 */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    private CommandFailedException(int exitStatus, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /** The command failed before it started its work. */
    static CommandFailedException cannotStart(String message, @Nullable Throwable cause) {
        return new CommandFailedException(CommandErrors.CANNOT_START, message, cause);
    }

    /** The command failed during its work. */
    static CommandFailedException whileRunning(String message, @Nullable Throwable cause) {
        return new CommandFailedException(ExitCode.SOFTWARE, message, cause);
    }

    int exitStatus() {
        return exitStatus;
    }
}
