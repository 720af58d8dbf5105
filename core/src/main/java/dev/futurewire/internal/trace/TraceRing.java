package dev.futurewire.internal.trace;

import dev.futurewire.observe.Trace;
import dev.futurewire.observe.TraceEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** The last events of one connection, bounded in number and in bytes: the oldest go first. */
public final class TraceRing {
    private static final byte[] NOTHING = new byte[0];

    private final long connection;
    private final String peer;
    private final int mostEvents;
    private final int mostBytes;
    private final Instant openedAt = Instant.now();
    private final long openedNanos = System.nanoTime();
    private final ArrayDeque<TraceEvent> events = new ArrayDeque<>();
    private long bytes;
    private long missing;

    /**
     * Creates an empty ring.
     *
     * @param connection whose
     * @param peer its peer's address
     * @param mostEvents how many events are kept
     * @param mostBytes how many bytes of traffic are kept
     */
    public TraceRing(long connection, String peer, int mostEvents, int mostBytes) {
        this.connection = connection;
        this.peer = peer;
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
    }

    /**
     * Adds traffic.
     *
     * @param kind the direction
     * @param data the bytes; copied
     */
    public void add(TraceEvent.Kind kind, ByteBuffer data) {
        byte[] copy = new byte[Math.min(data.remaining(), mostBytes)];
        data.get(copy);
        add(new TraceEvent(age(), kind, copy, ""));
    }

    /**
     * Adds another event.
     *
     * @param kind what
     * @param text in words
     */
    public void add(TraceEvent.Kind kind, String text) {
        add(new TraceEvent(age(), kind, NOTHING, text));
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - openedNanos);
    }

    private synchronized void add(TraceEvent event) {
        events.addLast(event);
        bytes += event.bytes().length;
        while (events.size() > mostEvents || bytes > mostBytes) {
            bytes -= events.removeFirst().bytes().length;
            missing++;
        }
    }

    /**
     * What is kept.
     *
     * @return a copy
     */
    public synchronized Trace copy() {
        return new Trace(connection, peer, openedAt, missing, List.copyOf(events));
    }
}
