package dev.futurewire.feed;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buffers the traffic of the connections that one viewer follows until it is fetched. Nothing is lost as long as the buffered
 * bytes stay within the budget of the viewer and that of all viewers together. Beyond it whole pieces are skipped, and the next
 * piece of the same connection and direction has the number of skipped bytes; if there is none when the buffer is fetched, an
 * empty piece has it. Loops that offer traffic never wait.
 */
final class TrafficBuffer {
    /** The maximum number of bytes buffered for a viewer: 1 MiB. */
    static final int BUDGET = 1024 * 1024;

    /**
     * The maximum length of a piece: 256 KiB. Longer data is split, since a line of the feed is limited to 1 MiB, in Base64.
     */
    static final int MAX_PIECE_BYTES = 256 * 1024;

    /**
     * The maximum number of bytes buffered for all viewers together: 1/32 of the heap, but at least the budget of one viewer.
     */
    static final long BUDGET_OF_ALL = Math.max(BUDGET, Runtime.getRuntime().maxMemory() / 32);

    private static final AtomicLong TOTAL_BYTES = new AtomicLong();

    private final ArrayDeque<Traffic> pieces = new ArrayDeque<>();
    private final Map<Direction, Long> skipped = new HashMap<>();
    private int bytes;
    private boolean closed;

    /** One direction of one connection. */
    private record Direction(long connection, boolean inbound) {}

    synchronized void offer(long connection, ByteBuffer data, boolean inbound) {
        int length = data.remaining();
        Direction direction = new Direction(connection, inbound);
        if (closed || bytes + length > BUDGET || !reserve(length)) {
            skipped.merge(direction, (long) length, Long::sum);
            return;
        }
        ByteBuffer rest = data.duplicate();
        long millis = System.currentTimeMillis();
        while (rest.hasRemaining()) {
            byte[] copy = new byte[Math.min(rest.remaining(), MAX_PIECE_BYTES)];
            rest.get(copy);
            pieces.add(new Traffic(connection, millis, inbound, copy, copy.length, takeSkipped(direction)));
        }
        bytes += length;
    }

    private static boolean reserve(int length) {
        if (TOTAL_BYTES.addAndGet(length) <= BUDGET_OF_ALL) {
            return true;
        }
        TOTAL_BYTES.addAndGet(-length);
        return false;
    }

    /** Returns and resets the number of skipped bytes. */
    private long takeSkipped(Direction direction) {
        Long count = skipped.isEmpty() ? null : skipped.remove(direction);
        return count == null ? 0 : count;
    }

    /** Resets the skipped bytes of a connection that is no longer followed. */
    synchronized void forget(long connection) {
        skipped.remove(new Direction(connection, true));
        skipped.remove(new Direction(connection, false));
    }

    synchronized List<Traffic> fetch() {
        List<Traffic> fetched = new ArrayList<>(pieces);
        pieces.clear();
        TOTAL_BYTES.addAndGet(-bytes);
        bytes = 0;
        long millis = System.currentTimeMillis();
        skipped.forEach((direction, count) ->
                fetched.add(new Traffic(direction.connection(), millis, direction.inbound(), new byte[0], 0, count)));
        skipped.clear();
        return fetched;
    }

    /** Discards the buffered traffic; the viewer has disconnected. */
    synchronized void close() {
        closed = true;
        pieces.clear();
        TOTAL_BYTES.addAndGet(-bytes);
        bytes = 0;
    }

    /** Returns the number of bytes buffered for all viewers; for tests. */
    static long all() {
        return TOTAL_BYTES.get();
    }
}
