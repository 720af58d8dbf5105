package dev.futurewire.internal.channel;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Future of {@code peerClosed()}. The channel references it strongly once it has a dependent stage, otherwise weakly. */
final class PeerWait extends ChannelFuture<Void> {
    private @Nullable PeerWaits registry;

    /** Whether there is a dependent stage, which must run even if the program holds no reference to it. */
    private boolean attached;

    PeerWait(FutureContext context) {
        super(context);
    }

    /** Sets the registry; returns whether there is a dependent stage already. */
    synchronized boolean register(PeerWaits waits) {
        registry = waits;
        return attached;
    }

    /** Called for every dependent stage. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        PeerWaits waits;
        synchronized (this) {
            attached = true;
            waits = registry;
        }
        if (waits != null) {
            waits.holdStrongly(this);
        }
        return super.newIncompleteFuture();
    }

    @Override
    protected Runnable withdraw() {
        return () -> {
            PeerWaits waits;
            synchronized (this) {
                waits = registry;
            }
            if (waits != null) {
                waits.remove(this);
            }
            // No effect if this future itself was cancelled rather than a stage derived from it.
            completeExceptionally(new CancellationException("withdrawn by a derived stage"));
        };
    }

    @Override
    protected String describe() {
        return "peerClosed";
    }

    @SuppressWarnings("NullAway") // null is the only value of a Void
    void finish() {
        complete(null);
    }
}
