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
 * One handler at work on one connection: however it ends, the connection is closed and the cause is reported once.
 *
 * <p>A failure that the connection itself has produced (see {@link StreamChannel#produced}) gives the reason that its type
 * names. Every other one, of whatever type, is the handler's own: the peer has no part in a file that is missing or a
 * backend that refuses.
 */
public final class HandlerInvocation {
    /** How many failures of one origin are logged in full within a minute; further ones are counted. */
    private static final int HANDLER_FAILURES_LOGGED = 100;

    private HandlerInvocation() {}

    /**
     * Starts a handler; when it ends, however it does, the connection is closed.
     *
     * @param handler what to run
     * @param channel its connection; in its turn
     */
    public static void start(ConnectionHandler handler, StreamChannel channel) {
        CompletionStage<?> stage;
        try {
            stage = handler.handle(channel);
        } catch (Throwable thrown) {
            ended(channel, thrown);
            return;
        }
        // A handler written in another language, or against the annotations, may return null.
        if (isNull(stage)) {
            ended(channel, new NullPointerException("the handler returned null instead of a stage"));
            return;
        }
        try {
            SingleListenerFuture.whenComplete(stage, channel);
        } catch (Throwable thrown) {
            // A stage of the program's own that cannot even be attached to.
            ended(channel, thrown);
        }
    }

    /**
     * Starts a handler after the TLS handshake; without one the connection is closed.
     *
     * @param handler what to run
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

    static void ended(StreamChannel channel, @Nullable Throwable failure) {
        if (failure == null) {
            channel.handlerDone(channel.sawEnd() ? CloseReason.END_OF_STREAM : CloseReason.HANDLER_DONE);
            return;
        }
        Throwable cause = cause(failure);
        CloseReason already = channel.reason();
        boolean own = channel.produced(cause);
        CloseReason reason = own || named(cause) ? reason(cause) : CloseReason.HANDLER_FAILED;
        if (already != null && own && cause instanceof ClosedChannelException) {
            // The handler only found out that the connection was closed under it.
            Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> channel + ": " + already.text());
        } else if (reason == CloseReason.HANDLER_FAILED) {
            if (Survival.outOfMemory(cause)) {
                Survival.giveBack();
            }
            Logs.limited(
                    System.Logger.Level.WARNING,
                    "handlers that failed with " + Logs.origin(cause),
                    HANDLER_FAILURES_LOGGED,
                    () -> channel + ": the handler failed",
                    cause);
        } else {
            Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> channel + ": " + reason.text() + ": " + cause);
        }
        channel.close(reason);
    }

    /** Whether a handler has named the reason by a failure of its own making. */
    private static boolean named(Throwable cause) {
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
            // The one deadline of a connection's own is that of its handshake.
            return CloseReason.TLS_FAILED;
        }
        return cause instanceof IOException ? CloseReason.PEER_RESET : CloseReason.HANDLER_FAILED;
    }
}
