package dev.futurewire.server;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/** A command failed for a reason that its user can act on: one line says it all, a stack trace would not help. */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    private CommandFailedException(int exitStatus, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /** Nothing has happened yet. */
    static CommandFailedException couldNotStart(String message, @Nullable Throwable cause) {
        return new CommandFailedException(CommandErrors.COULD_NOT_START, message, cause);
    }

    /** It had begun. */
    static CommandFailedException whileRunning(String message, @Nullable Throwable cause) {
        return new CommandFailedException(ExitCode.SOFTWARE, message, cause);
    }

    int exitStatus() {
        return exitStatus;
    }
}
