package dev.futurewire.internal.future;

import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Future of an event that a program may wait for any number of times: {@code peerClosed()} and {@code stopping()}. Its registry
 * references it strongly once it has a dependent stage, otherwise weakly.
 */
public final class EventWait extends ChannelFuture<Void> {
    private @Nullable EventWaits registry;

    /** Whether there is a dependent stage, which must run even if the program holds no reference to it. */
    private boolean attached;

    private final String method;
    private final long begun;

    /**
     * Creates a future that waits.
     *
     * @param method the name of the method that returns it
     */
    public EventWait(FutureContext context, String method) {
        super(context);
        this.method = method;
        begun = context.timer().now();
    }

    /** Sets the registry; returns whether there is a dependent stage already. */
    synchronized boolean register(EventWaits waits) {
        registry = waits;
        return attached;
    }

    /** Called for every dependent stage. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        EventWaits waits;
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
            EventWaits waits;
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
    protected @Nullable Awaiting awaiting() {
        FutureContext context = context();
        if (context == null) {
            return null;
        }
        Duration since = Duration.ofNanos(context.timer().now() - begun);
        boolean ofPeer = method.equals(Operation.PEER_CLOSED.methodName());
        return new Awaiting(
                ofPeer ? Operation.PEER_CLOSED : Operation.NAMED,
                null,
                since,
                null,
                0,
                ofPeer ? null : method,
                context.id());
    }

    @Override
    protected String describe() {
        return method;
    }

    /** Completes this future. In its context's turn. */
    @SuppressWarnings("NullAway") // null is the only value of a Void
    public void finish() {
        complete(null);
    }

    /** Completes this future in its context's turn. */
    public void dispatch() {
        FutureContext context = context();
        if (context != null) {
            context.dispatch(this::finish);
        }
    }
}
