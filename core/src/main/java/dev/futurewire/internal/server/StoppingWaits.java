package dev.futurewire.internal.server;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.future.EventWait;
import dev.futurewire.internal.future.EventWaits;
import dev.futurewire.internal.future.FutureContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The futures of {@code stopping()}: of the server and of its connections. A connection that does not wait has no entry. The futures
 * of a connection that has ended are retained only as long as the program references them. Thread-safe.
 */
final class StoppingWaits {
    private final Map<AsyncChannel, EventWaits> connections = new HashMap<>();

    /** Futures of the server and of connections that have ended. */
    private final EventWaits others = new EventWaits();

    private final Collection<?> open;
    private boolean begun;

    /**
     * Creates a registry.
     *
     * @param open the open connections; a connection is removed before {@link #ended} is called
     */
    StoppingWaits(Collection<?> open) {
        this.open = open;
    }

    /** Returns a new future of the server. */
    CompletableFuture<Void> future() {
        EventWait wait = new EventWait(FutureContext.current("a callback of stopping()"), "stopping");
        add(wait, null);
        return wait;
    }

    /**
     * Adds a future; completes it if the shutdown has begun.
     *
     * @param channel the connection that it belongs to, or null
     */
    void add(EventWait wait, @Nullable AsyncChannel channel) {
        synchronized (this) {
            if (!begun) {
                waits(channel).add(wait);
                return;
            }
        }
        wait.dispatch();
    }

    private EventWaits waits(@Nullable AsyncChannel channel) {
        return channel != null && open.contains(channel)
                ? connections.computeIfAbsent(channel, key -> new EventWaits())
                : others;
    }

    /** Called when a connection has ended. */
    synchronized void ended(AsyncChannel channel) {
        EventWaits waits = connections.isEmpty() ? null : connections.remove(channel);
        if (waits != null) {
            others.addWeakly(waits);
        }
    }

    /** Completes all futures: the shutdown has begun. */
    void begin() {
        List<EventWait> all = new ArrayList<>();
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
            connections.values().forEach(each -> all.addAll(each.take()));
            connections.clear();
            all.addAll(others.take());
        }
        all.forEach(EventWait::dispatch);
    }
}
