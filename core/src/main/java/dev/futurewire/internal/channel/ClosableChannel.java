package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.loop.Loop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The end of a channel: the calls that close it or wait for its end, from any thread. */
abstract class ClosableChannel extends AbstractAsyncChannel {
    private static final VarHandle LIFECYCLE;

    static {
        try {
            LIFECYCLE =
                    MethodHandles.lookup().findVarHandle(ClosableChannel.class, "lifecycle", ChannelLifecycle.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Null while nothing concerns the connection's end. */
    private volatile @Nullable ChannelLifecycle lifecycle;

    ClosableChannel(Loop loop, ChannelOptions options, ChannelOwner host) {
        super(loop, options, host);
    }

    abstract ChannelLifecycle createLifecycle();

    /** Whether a read has failed because the connection broke. */
    abstract boolean deliveredReset();

    final @Nullable ChannelLifecycle lifecycleOrNull() {
        return lifecycle;
    }

    /** The lifecycle, created by the first thread that needs it. */
    final ChannelLifecycle lifecycle() {
        ChannelLifecycle known = lifecycle;
        if (known == null) {
            LIFECYCLE.compareAndSet(this, null, createLifecycle());
            return lifecycle();
        }
        return known;
    }

    @Override
    public CompletableFuture<CloseReason> close() {
        return close(CloseReason.LOCAL_CLOSE);
    }

    /**
     * Closes gracefully for a reason; the first reason given is the connection's.
     *
     * @param why the reason
     * @return as {@link #close()}
     */
    public CompletableFuture<CloseReason> close(CloseReason why) {
        beginClosing(why);
        return closed();
    }

    final void beginClosing(CloseReason why) {
        ChannelLifecycle ending = lifecycle();
        ending.reason(cause(why));
        request(ending::begin);
    }

    @Override
    public void abort() {
        abort(CloseReason.ABORTED);
    }

    /**
     * Closes now for a reason; the first reason given is the connection's.
     *
     * @param why the reason
     */
    public void abort(CloseReason why) {
        ChannelLifecycle ending = lifecycle();
        ending.reason(cause(why));
        // At once, even if the owner of the turn is blocked in user code.
        transport().close();
        request(ending::finish);
    }

    /** A program that closes because a read has failed with a reset is not what ended the connection. */
    private CloseReason cause(CloseReason why) {
        return switch (why) {
            case LOCAL_CLOSE, HANDLER_DONE, ABORTED -> deliveredReset() ? CloseReason.PEER_RESET : why;
            default -> why;
        };
    }

    /** Whether the connection is being closed, or was. */
    final boolean closingBegun() {
        ChannelLifecycle known = lifecycle;
        return known != null && known.begun();
    }

    /** Whether the connection has ended. */
    final boolean over() {
        ChannelLifecycle known = lifecycle;
        return known != null && known.over();
    }

    /** Whether the stage of the handler has completed normally. */
    @Override
    final boolean handlerEnded() {
        ChannelLifecycle known = lifecycle;
        return known != null && known.handlerEnded();
    }

    @Override
    public CompletableFuture<Void> peerClosed() {
        PeerWait wait = new PeerWait(this);
        request(() -> lifecycle().await(wait));
        return wait;
    }

    @Override
    public CompletableFuture<CloseReason> closed() {
        return lifecycle().closed();
    }

    /**
     * Returns why the connection ended or is ending.
     *
     * @return the reason, or null
     */
    public @Nullable CloseReason reason() {
        ChannelLifecycle known = lifecycle;
        return known == null ? null : known.reason();
    }
}
