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
        int begin = bytes.position();
        for (int i = begin; i < bytes.limit(); i++) {
            if (bytes.get(i) == '\n') {
                line(connection, bytes, begin, i + 1 - begin, inbound);
                begin = i + 1;
            }
        }
    }

    private void line(long connection, ByteBuffer bytes, int from, int length, boolean inbound) {
        if (mayKeep()) {
            byte[] slice = new byte[Math.min(length, SLICE)];
            bytes.get(from, slice);
            kept.add(new Traffic(connection, System.currentTimeMillis(), inbound, slice, length, 0));
        }
        produced.increment();
    }

    private boolean mayKeep() {
        if (taken.get() < SAMPLES) {
            taken.incrementAndGet();
            return true;
        }
        long now = System.nanoTime() / WINDOW_NANOS;
        if (window.getAndSet(now) != now) {
            taken.set(1);
            return true;
        }
        return false;
    }
}
