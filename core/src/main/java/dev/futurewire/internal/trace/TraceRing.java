package dev.futurewire.internal.trace;

import dev.futurewire.observe.Trace;
import dev.futurewire.observe.TraceEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;

/** The most recent events of a connection, limited in number and bytes. The oldest are discarded first. */
public final class TraceRing {
    private static final byte[] NO_BYTES = new byte[0];

    private final long connection;
    private final String peer;
    private final int maxEvents;
    private final int maxBytes;
    private final Instant openedAt = Instant.now();
    private final LongSupplier clock;
    private final long openedNanos;
    private final ArrayDeque<TraceEvent> events = new ArrayDeque<>();
    private long bytes;
    private long missing;

    /**
     * Creates an empty ring.
     *
     * @param connection the connection's number
     * @param peer the peer's address
     * @param maxEvents maximum number of events
     * @param maxBytes maximum number of traffic bytes
     * @param clock the connection's clock, in nanoseconds
     */
    public TraceRing(long connection, String peer, int maxEvents, int maxBytes, LongSupplier clock) {
        this.connection = connection;
        this.peer = peer;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.clock = clock;
        openedNanos = clock.getAsLong();
    }

    /**
     * Adds a traffic event.
     *
     * @param kind the direction
     * @param data the bytes; copied
     */
    public void add(TraceEvent.Kind kind, ByteBuffer data) {
        byte[] copy = new byte[Math.min(data.remaining(), maxBytes)];
        data.get(copy);
        add(new TraceEvent(age(), kind, copy, ""));
    }

    /**
     * Adds another event.
     *
     * @param kind the kind
     * @param text the description
     */
    public void add(TraceEvent.Kind kind, String text) {
        add(new TraceEvent(age(), kind, NO_BYTES, text));
    }

    private Duration age() {
        return Duration.ofNanos(clock.getAsLong() - openedNanos);
    }

    private synchronized void add(TraceEvent event) {
        events.addLast(event);
        bytes += event.bytes().length;
        while (events.size() > maxEvents || bytes > maxBytes) {
            bytes -= events.removeFirst().bytes().length;
            missing++;
        }
    }

    /**
     * Returns the current events.
     *
     * @return a copy
     */
    public synchronized Trace copy() {
        return new Trace(connection, peer, openedAt, missing, List.copyOf(events));
    }
}
