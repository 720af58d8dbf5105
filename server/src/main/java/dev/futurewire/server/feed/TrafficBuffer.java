package dev.futurewire.server.feed;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The traffic of the connections that one viewer follows, until it is fetched. Lossless up to a budget, which they share, and
 * up to one of all viewers together; past it whole pieces are left out, and the next piece of that connection and direction
 * says how many bytes. If there is no next one by the time all is fetched, an empty piece says it. The loops that offer never
 * wait.
 */
final class TrafficBuffer {
    /** How many bytes may wait for a viewer: 1 MiB. */
    static final int BUDGET = 1024 * 1024;

    /** How long a piece can be: 256 KiB; a longer one is cut, since a line of the feed may have 1 MiB, in base64. */
    static final int LONGEST_PIECE = 256 * 1024;

    /** How many bytes may wait for all viewers together: a 32nd of the heap, or as many as for one if that is more. */
    static final long BUDGET_OF_ALL = Math.max(BUDGET, Runtime.getRuntime().maxMemory() / 32);

    private static final AtomicLong ALL = new AtomicLong();

    private final ArrayDeque<Traffic> waiting = new ArrayDeque<>();
    private final Map<Way, Long> skipped = new HashMap<>();
    private int bytes;
    private boolean closed;

    /** One direction of one connection. */
    private record Way(long connection, boolean inbound) {}

    synchronized void offer(long connection, ByteBuffer data, boolean inbound) {
        int length = data.remaining();
        Way way = new Way(connection, inbound);
        if (closed || bytes + length > BUDGET || !take(length)) {
            skipped.merge(way, (long) length, Long::sum);
            return;
        }
        ByteBuffer rest = data.duplicate();
        long millis = System.currentTimeMillis();
        while (rest.hasRemaining()) {
            byte[] copy = new byte[Math.min(rest.remaining(), LONGEST_PIECE)];
            rest.get(copy);
            waiting.add(new Traffic(connection, millis, inbound, copy, copy.length, before(way)));
        }
        bytes += length;
    }

    private static boolean take(int length) {
        if (ALL.addAndGet(length) <= BUDGET_OF_ALL) {
            return true;
        }
        ALL.addAndGet(-length);
        return false;
    }

    /** How many bytes were left out since this was asked last. */
    private long before(Way way) {
        Long count = skipped.isEmpty() ? null : skipped.remove(way);
        return count == null ? 0 : count;
    }

    /** A connection is not followed any more, or from now on; what was left out until now is of no interest. */
    synchronized void forget(long connection) {
        skipped.remove(new Way(connection, true));
        skipped.remove(new Way(connection, false));
    }

    synchronized List<Traffic> fetch() {
        List<Traffic> fetched = new ArrayList<>(waiting);
        waiting.clear();
        ALL.addAndGet(-bytes);
        bytes = 0;
        long millis = System.currentTimeMillis();
        skipped.forEach((way, count) ->
                fetched.add(new Traffic(way.connection(), millis, way.inbound(), new byte[0], 0, count)));
        skipped.clear();
        return fetched;
    }

    /** The viewer has gone: nothing waits for it any more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        ALL.addAndGet(-bytes);
        bytes = 0;
    }

    /** How many bytes wait for all viewers; for tests. */
    static long all() {
        return ALL.get();
    }
}
