package dev.futurewire.server.feed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts every line that arrives and keeps a few of all that pass: so many in each twentieth of a second. */
final class LineSampler {
    /** How many bytes of a line are kept: 256. */
    static final int SLICE = 256;

    /** How many lines are kept of each 50 ms. */
    static final int SAMPLES = 20;

    private static final long WINDOW_NANOS = 50_000_000L;

    private final Recent<Traffic> kept;
    private final LongAdder received;
    private final AtomicLong window = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    LineSampler(Recent<Traffic> kept, LongAdder received) {
        this.kept = kept;
        this.received = received;
    }

    /** Looks at bytes that have arrived; a line is what ends with LF in them. */
    void received(long connection, ByteBuffer bytes) {
        // Most lines of a busy server are only counted, with one addition for all of them.
        received.add(LineFeeds.count(bytes, bytes.position()));
        sample(connection, bytes, true);
    }

    /** Looks at bytes that were sent. Their lines are not counted here: the server has counted them when they were written. */
    void sent(long connection, ByteBuffer bytes) {
        sample(connection, bytes, false);
    }

    private void sample(long connection, ByteBuffer bytes, boolean inbound) {
        int limit = bytes.limit();
        int begin = bytes.position();
        beginWindow();
        while (begin < limit && taken.get() < SAMPLES) {
            int end = lineEnd(bytes, begin);
            if (end == limit) {
                return;
            }
            taken.incrementAndGet();
            keep(connection, bytes, begin, end + 1 - begin, inbound);
            begin = end + 1;
        }
    }

    private void beginWindow() {
        long now = System.nanoTime() / WINDOW_NANOS;
        // Looks before it writes: threads would take the cache line from each other.
        if (window.get() != now && window.getAndSet(now) != now) {
            taken.set(0);
        }
    }

    private static int lineEnd(ByteBuffer bytes, int from) {
        int at = from;
        while (at < bytes.limit() && bytes.get(at) != '\n') {
            at++;
        }
        return at;
    }

    private void keep(long connection, ByteBuffer bytes, int from, int length, boolean inbound) {
        byte[] slice = new byte[Math.min(length, SLICE)];
        bytes.get(from, slice);
        kept.add(new Traffic(connection, System.currentTimeMillis(), inbound, slice, length, 0));
    }
}
