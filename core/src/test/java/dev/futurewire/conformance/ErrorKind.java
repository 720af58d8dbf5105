package dev.futurewire.conformance;

import dev.futurewire.FrameTooLongException;
import dev.futurewire.IncompleteReadException;
import dev.futurewire.WriteQueueFullException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** The names that the data gives to failures. */
final class ErrorKind {
    private ErrorKind() {}

    static boolean matches(String kind, Throwable failure) {
        return switch (kind) {
            case "timeout" -> failure instanceof TimeoutException;
            case "cancelled" -> failure instanceof CancellationException;
            case "tooLong" -> failure instanceof FrameTooLongException;
            case "incomplete" -> failure instanceof IncompleteReadException;
            case "busy" -> failure instanceof ReadPendingException;
            case "closed" -> failure instanceof ClosedChannelException;
            case "asyncClosed" -> failure.getClass() == AsynchronousCloseException.class;
            case "malformed" -> failure instanceof CharacterCodingException;
            case "illegalArgument" -> failure instanceof IllegalArgumentException;
            case "queueFull" -> failure instanceof WriteQueueFullException;
            case "reset" -> isReset(failure);
            default -> throw new AssertionError("unknown kind of error: " + kind);
        };
    }

    /** An {@link IOException} that is none of the others. */
    private static boolean isReset(Throwable failure) {
        return failure instanceof IOException
                && !(failure instanceof EOFException
                        || failure instanceof FrameTooLongException
                        || failure instanceof ClosedChannelException
                        || failure instanceof CharacterCodingException
                        || failure instanceof WriteQueueFullException);
    }
}
