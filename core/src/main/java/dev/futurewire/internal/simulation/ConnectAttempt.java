package dev.futurewire.internal.simulation;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.ResourceFuture;
import java.nio.channels.AsynchronousCloseException;
import org.jspecify.annotations.Nullable;

/** Future of an attempt to connect to an address of a simulation. */
final class ConnectAttempt extends ResourceFuture<AsyncChannel> {
    private final FutureContext context;
    private final String description;

    /** The channel; null before the connection is established. */
    private @Nullable StreamChannel channel;

    /**
     * Creates an attempt.
     *
     * @param context supplies the turn
     * @param description describes the attempt
     */
    ConnectAttempt(FutureContext context, String description) {
        super(context);
        this.context = context;
        this.description = description;
    }

    /** Completes this future unless it has been withdrawn; then the channel is closed. In the first turn of the channel. */
    void connected(StreamChannel connected) {
        channel = connected;
        if (abandoned() || !complete(connected) || abandoned()) {
            connected.abort();
        }
    }

    /** Fails this future in its turn. */
    void fail(Throwable failure) {
        context.dispatch(() -> completeExceptionally(failure));
    }

    @Override
    protected void discard() {
        if (channel != null) {
            channel.abort();
        }
        // Has no effect unless a derived stage was withdrawn, which leaves this future incomplete.
        fail(new AsynchronousCloseException());
    }

    @Override
    protected String describe() {
        return description;
    }
}
