package dev.futurewire.observe;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.trace.TraceRing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Records the last events of every open connection, and of the connections closed last. Register it as the listener of
 * a server ({@link dev.futurewire.ServerOptions.Builder#listener}), alone or {@linkplain #before together with another
 * listener}.
 *
 * <p>Memory is bounded by the number of events and bytes per connection and by the number of closed connections.
 * Thread-safe.
 */
public final class TraceRecorder implements ConnectionListener {
    /** Default number of events kept per connection: 64. */
    public static final int DEFAULT_EVENTS = 64;

    /** Default number of bytes kept per connection: 16 KiB. */
    public static final int DEFAULT_BYTES = 16 * 1024;

    /** Default number of closed connections kept: 100. */
    public static final int DEFAULT_ENDED = 100;

    private final int events;
    private final int bytes;
    private final int ended;
    private final ConnectionListener next;
    private final ConcurrentHashMap<Long, TraceRing> rings = new ConcurrentHashMap<>();
    private final ArrayDeque<Long> endedIds = new ArrayDeque<>();

    private TraceRecorder(int events, int bytes, int ended, ConnectionListener next) {
        this.events = events;
        this.bytes = bytes;
        this.ended = ended;
        this.next = next;
    }

    /** {@return a new recorder with the default bounds} */
    public static TraceRecorder create() {
        return create(DEFAULT_EVENTS, DEFAULT_BYTES, DEFAULT_ENDED);
    }

    /**
     * Creates a recorder.
     *
     * @param events the number of events to keep per connection, 1 or more
     * @param bytes the number of received and sent bytes to keep per connection, 0 or more
     * @param ended the number of closed connections to keep, 0 or more
     * @return a new recorder
     * @throws IllegalArgumentException if a number is less than its minimum
     */
    public static TraceRecorder create(int events, int bytes, int ended) {
        if (events < 1 || bytes < 0 || ended < 0) {
            throw new IllegalArgumentException("events must be at least 1, bytes and ended at least 0, not " + events
                    + ", " + bytes + ", " + ended);
        }
        return new TraceRecorder(events, bytes, ended, new ConnectionListener() {});
    }

    /**
     * Returns a recorder that passes every event on to another listener after recording it.
     *
     * @param listener the other listener
     * @return a new, empty recorder with the same bounds
     */
    public TraceRecorder before(ConnectionListener listener) {
        return new TraceRecorder(events, bytes, ended, listener);
    }

    /**
     * Returns the trace of a connection.
     *
     * @param connection the number of the connection
     * @return a copy of the current trace, or empty if the connection is unknown or no longer kept
     */
    public Optional<Trace> trace(long connection) {
        TraceRing ring = rings.get(connection);
        return ring == null ? Optional.empty() : Optional.of(ring.copy());
    }

    @Override
    public void opened(AsyncChannel channel) {
        rings.put(
                channel.id(),
                new TraceRing(channel.id(), channel.remoteAddress().toString(), events, bytes, clock(channel)));
        next.opened(channel);
    }

    /** The clock of the channel, which is virtual in a {@code TestWorld}. */
    private static LongSupplier clock(AsyncChannel channel) {
        return channel instanceof FutureContext context ? context.timer()::now : System::nanoTime;
    }

    @Override
    public void read(AsyncChannel channel, ByteBuffer data) {
        TraceRing ring = rings.get(channel.id());
        if (ring != null) {
            ring.add(TraceEvent.Kind.READ, data.duplicate());
        }
        next.read(channel, data);
    }

    @Override
    public void consumed(AsyncChannel channel, ByteBuffer data) {
        next.consumed(channel, data);
    }

    @Override
    public void written(AsyncChannel channel, ByteBuffer data) {
        TraceRing ring = rings.get(channel.id());
        if (ring != null) {
            ring.add(TraceEvent.Kind.WRITTEN, data.duplicate());
        }
        next.written(channel, data);
    }

    @Override
    public void awaiting(AsyncChannel channel, Operation operation) {
        TraceRing ring = rings.get(channel.id());
        if (ring != null) {
            ring.add(TraceEvent.Kind.AWAITING, operation.methodName());
        }
        next.awaiting(channel, operation);
    }

    @Override
    public void warning(Warning warning) {
        TraceRing ring = rings.get(warning.channelId());
        if (ring != null) {
            ring.add(TraceEvent.Kind.WARNING, warning.kind() + ": " + warning.message());
        }
        next.warning(warning);
    }

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        TraceRing ring = rings.get(channel.id());
        if (ring != null) {
            ring.add(TraceEvent.Kind.CLOSED, reason.text());
            discardOldest(channel.id());
        }
        next.closed(channel, reason);
    }

    private void discardOldest(long newest) {
        synchronized (endedIds) {
            endedIds.addLast(newest);
            while (endedIds.size() > ended) {
                rings.remove(endedIds.removeFirst());
            }
        }
    }
}
