package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.future.EventWait;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.observe.Operation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The operations that close a channel or wait for its end. For any thread. */
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

    /** Null until the channel is closed or its end is awaited. */
    private volatile @Nullable ChannelLifecycle lifecycle;

    ClosableChannel(Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(loop, options, channelOwner);
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
     * Closes gracefully for a reason; the first reason given applies.
     *
     * @param reason the reason
     * @return as {@link #close()}
     */
    public CompletableFuture<CloseReason> close(CloseReason reason) {
        beginClosing(reason);
        return closed();
    }

    final void beginClosing(CloseReason reason) {
        ChannelLifecycle ending = lifecycle();
        ending.reason(recordedReason(reason));
        request(ending::begin);
    }

    @Override
    public void abort() {
        abort(CloseReason.ABORTED);
    }

    /**
     * Closes immediately for a reason; the first reason given applies.
     *
     * @param reason the reason
     */
    public void abort(CloseReason reason) {
        ChannelLifecycle ending = lifecycle();
        ending.reason(recordedReason(reason));
        // Immediately, even if the owner of the turn is blocked in user code.
        transport().close();
        request(ending::finish);
    }

    /** The reason to record: a reset by the peer if the program closes because a read has failed with one. */
    private CloseReason recordedReason(CloseReason reason) {
        return switch (reason) {
            case LOCAL_CLOSE, HANDLER_DONE, ABORTED -> deliveredReset() ? CloseReason.PEER_RESET : reason;
            default -> reason;
        };
    }

    /** Whether the connection is closing or has ended. */
    final boolean closing() {
        ChannelLifecycle known = lifecycle;
        return known != null && known.closing();
    }

    /** Whether the connection has ended. */
    final boolean ended() {
        ChannelLifecycle known = lifecycle;
        return known != null && known.ended();
    }

    @Override
    final boolean handlerEnded() {
        ChannelLifecycle known = lifecycle;
        return known != null && known.handlerEnded();
    }

    @Override
    public CompletableFuture<Void> peerClosed() {
        EventWait wait = new EventWait(this, Operation.PEER_CLOSED.methodName());
        request(() -> lifecycle().await(wait));
        return wait;
    }

    @Override
    public CompletableFuture<Void> stopping() {
        EventWait wait = new EventWait(this, "stopping");
        channelOwner().awaitStopping(wait, this);
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
