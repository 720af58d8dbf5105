package dev.futurewire.internal.channel;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Waits for the peer's end. Held by its channel for as long as something is attached, else by the program alone. */
final class PeerWait extends ChannelFuture<Void> {
    private @Nullable PeerWaits home;

    /** Something is attached: it is to be called even if the program holds nothing of it. */
    private boolean attached;

    PeerWait(FutureContext context) {
        super(context);
    }

    /** Waits there from now on; whether something is attached already. */
    synchronized boolean join(PeerWaits waits) {
        home = waits;
        return attached;
    }

    /** Every derived stage begins like this. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        PeerWaits waits;
        synchronized (this) {
            attached = true;
            waits = home;
        }
        if (waits != null) {
            waits.keep(this);
        }
        return super.newIncompleteFuture();
    }

    @Override
    protected Runnable withdraw() {
        return () -> {
            PeerWaits waits;
            synchronized (this) {
                waits = home;
            }
            if (waits != null) {
                waits.forget(this);
            }
            // Of no use if it was this that was given up, and not a stage derived from it.
            completeExceptionally(new CancellationException("withdrawn by a derived stage"));
        };
    }

    @Override
    protected String describe() {
        return "peerClosed";
    }

    /** Null is the only value of a Void. */
    @SuppressWarnings("NullAway")
    void finish() {
        complete(null);
    }
}
