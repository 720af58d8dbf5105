package dev.futurewire.server.feed;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The traffic of the connections that one viewer follows, until it is fetched. Lossless up to a budget, of its own and of all
 * viewers together; past it whole pieces
 * are left out, and the next piece of that direction says how many bytes. The loops that offer never wait.
 */
final class FollowTap {
    /** How many bytes may wait for a viewer: 1 MiB. */
    static final int BUDGET = 1024 * 1024;

    /** How many bytes may wait for all viewers together: a 32nd of the heap, or as many as for one if that is more. */
    static final long BUDGET_OF_ALL = Math.max(BUDGET, Runtime.getRuntime().maxMemory() / 32);

    private static final AtomicLong ALL = new AtomicLong();

    private final ArrayDeque<Traffic> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean closed;
    private long skippedIn;
    private long skippedOut;

    synchronized void offer(long connection, ByteBuffer data, boolean inbound) {
        int length = data.remaining();
        if (closed || bytes + length > BUDGET || !take(length)) {
            skippedIn += inbound ? length : 0;
            skippedOut += inbound ? 0 : length;
            return;
        }
        byte[] copy = new byte[length];
        data.duplicate().get(copy);
        waiting.add(new Traffic(
                connection, System.currentTimeMillis(), inbound, copy, length, inbound ? skippedIn : skippedOut));
        skippedIn = inbound ? 0 : skippedIn;
        skippedOut = inbound ? skippedOut : 0;
        bytes += length;
    }

    private static boolean take(int length) {
        if (ALL.addAndGet(length) <= BUDGET_OF_ALL) {
            return true;
        }
        ALL.addAndGet(-length);
        return false;
    }

    synchronized List<Traffic> fetch() {
        List<Traffic> fetched = new ArrayList<>(waiting);
        waiting.clear();
        ALL.addAndGet(-bytes);
        bytes = 0;
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
