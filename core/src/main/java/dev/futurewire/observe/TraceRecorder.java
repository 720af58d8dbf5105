package dev.futurewire.observe;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.trace.TraceRing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the last events of every connection, and of the last connections that have ended: for "what happened just before
 * that?". Register it as a server's listener ({@link dev.futurewire.ServerOptions.Builder#listener}), alone or with {@link
 * #before another}. Memory is bounded: events and bytes for a connection, connections after their end.
 */
public final class TraceRecorder implements ConnectionListener {
    /** Events kept for a connection: 64. */
    public static final int DEFAULT_EVENTS = 64;

    /** Bytes of traffic kept for a connection: 16 KiB. */
    public static final int DEFAULT_BYTES = 16 * 1024;

    /** Ended connections kept: 100. */
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

    /**
     * A recorder with the default bounds.
     *
     * @return a new recorder
     */
    public static TraceRecorder create() {
        return create(DEFAULT_EVENTS, DEFAULT_BYTES, DEFAULT_ENDED);
    }

    /**
     * A recorder.
     *
     * @param events kept for a connection, 1 or more
     * @param bytes of traffic kept for a connection, 0 or more
     * @param ended how many ended connections are kept, 0 or more
     * @return a new recorder
     */
    public static TraceRecorder create(int events, int bytes, int ended) {
        if (events < 1 || bytes < 0 || ended < 0) {
            throw new IllegalArgumentException("a trace keeps at least one event and no negative numbers");
        }
        return new TraceRecorder(events, bytes, ended, new ConnectionListener() {});
    }

    /**
     * The same bounds, with a listener that is told everything after this.
     *
     * @param listener the other listener
     * @return a new recorder
     */
    public TraceRecorder before(ConnectionListener listener) {
        return new TraceRecorder(events, bytes, ended, listener);
    }

    /**
     * A connection's trace.
     *
     * @param connection its number
     * @return a copy as of now; empty for one that is not known (any more)
     */
    public Optional<Trace> trace(long connection) {
        TraceRing ring = rings.get(connection);
        return ring == null ? Optional.empty() : Optional.of(ring.copy());
    }

    @Override
    public void opened(AsyncChannel channel) {
        rings.put(
                channel.id(),
                new TraceRing(channel.id(), channel.remoteAddress().toString(), events, bytes));
        next.opened(channel);
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
            forgetOldest(channel.id());
        }
        next.closed(channel, reason);
    }

    private void forgetOldest(long newest) {
        synchronized (endedIds) {
            endedIds.addLast(newest);
            while (endedIds.size() > ended) {
                rings.remove(endedIds.removeFirst());
            }
        }
    }
}
