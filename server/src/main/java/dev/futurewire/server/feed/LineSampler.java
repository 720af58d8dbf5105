package dev.futurewire.server.feed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts every line that passes and keeps a few: so many in each twentieth of a second. */
final class LineSampler {
    /** How many bytes of a line are kept: 256. */
    static final int SLICE = 256;

    /** How many lines are kept of each 50 ms. */
    static final int SAMPLES = 20;

    private static final long WINDOW_NANOS = 50_000_000L;

    private final Recent<Traffic> kept;
    private final LongAdder produced;
    private final AtomicLong window = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    LineSampler(Recent<Traffic> kept, LongAdder produced) {
        this.kept = kept;
        this.produced = produced;
    }

    /** Looks at bytes as they passed; a line is what ends with LF in them. */
    void look(long connection, ByteBuffer bytes, boolean inbound) {
        int limit = bytes.limit();
        int begin = bytes.position();
        long lines = 0;
        beginWindow();
        while (taken.get() < SAMPLES) {
            int end = lineEnd(bytes, begin);
            if (end == limit) {
                begin = limit;
                break;
            }
            taken.incrementAndGet();
            keep(connection, bytes, begin, end + 1 - begin, inbound);
            lines++;
            begin = end + 1;
        }
        // Most lines of a busy server are only counted, with one addition for all of them.
        produced.add(lines + LineFeeds.count(bytes, begin));
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
