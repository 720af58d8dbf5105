package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.FrameTooLongException;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsTruncatedException;
import dev.futurewire.UpstreamException;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.future.SingleListenerFuture;
import dev.futurewire.internal.log.Logs;
import dev.futurewire.internal.memory.Survival;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a handler; closes the connection when its stage completes and logs the cause once.
 *
 * <p>A failure produced by the connection (see {@link StreamChannel#produced}) maps to a reason by its type. Any other failure,
 * such as a missing file or an unreachable backend, is the handler's own regardless of its type.
 */
public final class HandlerInvocation {
    /** Maximum number of failures of one origin logged in full per minute; further ones are counted. */
    private static final int HANDLER_FAILURES_LOGGED = 100;

    private HandlerInvocation() {}

    /**
     * Starts a handler and closes the connection when its stage completes.
     *
     * @param handler the handler to run
     * @param channel its connection; in its turn
     */
    public static void start(ConnectionHandler handler, StreamChannel channel) {
        CompletionStage<?> stage;
        try {
            stage = handler.handle(channel);
        } catch (Throwable thrown) {
            completed(channel, thrown);
            return;
        }
        // A handler that ignores the nullness annotations may return null.
        if (isNull(stage)) {
            completed(channel, new NullPointerException("the handler returned null instead of a stage"));
            return;
        }
        channel.handlerStage(stage);
        try {
            SingleListenerFuture.whenComplete(stage, channel);
        } catch (Throwable thrown) {
            // The program's own implementation of CompletionStage failed.
            completed(channel, thrown);
        }
    }

    /**
     * Starts a handler after the TLS handshake; closes the connection if the handshake fails.
     *
     * @param handler the handler to run
     * @param channel its connection; in its turn
     * @param tls keys and limits
     */
    public static void startSecure(ConnectionHandler handler, StreamChannel channel, TlsOptions tls) {
        channel.startTls(tls).whenComplete((session, failure) -> {
            if (failure == null) {
                start(handler, channel);
                return;
            }
            Throwable cause = cause(failure);
            Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> channel + ": the TLS handshake failed: " + cause);
            boolean broke = cause instanceof IOException
                    && !(cause instanceof SSLException || cause instanceof SocketTimeoutException);
            channel.close(broke ? CloseReason.PEER_RESET : CloseReason.TLS_FAILED);
        });
    }

    private static boolean isNull(@Nullable Object value) {
        return value == null;
    }

    static void completed(StreamChannel channel, @Nullable Throwable failure) {
        channel.handlerStage(null);
        if (failure == null) {
            channel.handlerDone(channel.sawEnd() ? CloseReason.END_OF_STREAM : CloseReason.HANDLER_DONE);
            return;
        }
        Throwable cause = cause(failure);
        CloseReason known = channel.reason();
        boolean produced = channel.produced(cause);
        CloseReason reason = produced || namesReason(cause) ? reason(cause) : CloseReason.HANDLER_FAILED;
        if (known != null && produced && cause instanceof ClosedChannelException) {
            // The handler failed because the connection had been closed.
            Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> channel + ": " + known.text());
        } else if (reason == CloseReason.HANDLER_FAILED) {
            if (Survival.outOfMemory(cause)) {
                Survival.giveBack();
            }
            if (!channel.channelOwner().handlerFailed(channel, cause)) {
                Logs.limited(
                        System.Logger.Level.WARNING,
                        "handlers that failed with " + Logs.origin(cause),
                        HANDLER_FAILURES_LOGGED,
                        () -> channel + ": the handler failed",
                        cause);
            }
        } else {
            Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> channel + ": " + reason.text() + ": " + cause);
        }
        channel.close(reason);
    }

    /** Whether the handler has chosen the reason by throwing an exception that stands for one. */
    private static boolean namesReason(Throwable cause) {
        return cause instanceof UpstreamException
                || ((cause instanceof FrameTooLongException || cause instanceof WriteQueueFullException)
                        && !FailureOrigins.isMarked(cause));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static CloseReason reason(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return CloseReason.TIMEOUT;
        }
        if (cause instanceof FrameTooLongException) {
            return CloseReason.FRAME_TOO_LONG;
        }
        if (cause instanceof WriteQueueFullException) {
            return CloseReason.SLOW_CONSUMER;
        }
        if (cause instanceof CharacterCodingException) {
            return CloseReason.MALFORMED_INPUT;
        }
        if (cause instanceof UpstreamException) {
            return CloseReason.UPSTREAM_FAILED;
        }
        if (cause instanceof ClosedChannelException) {
            return CloseReason.HANDLER_FAILED;
        }
        if (cause instanceof java.io.EOFException) {
            return CloseReason.END_OF_STREAM;
        }
        if (cause instanceof TlsTruncatedException) {
            return CloseReason.TRUNCATED;
        }
        if (cause instanceof SSLException || cause instanceof SocketTimeoutException) {
            // Only the handshake of a connection has a deadline that fails with this exception.
            return CloseReason.TLS_FAILED;
        }
        return cause instanceof IOException ? CloseReason.PEER_RESET : CloseReason.HANDLER_FAILED;
    }
}
