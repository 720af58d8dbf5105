package dev.futurewire.server.feed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a few of all lines that pass: so many between two ticks of a viewer. A line is what ends with LF in one piece of
 * traffic. Most lines of a busy server cost a look at a number.
 */
final class LineSampler {
    /** How many bytes of a line are kept: 256. */
    static final int SLICE = 256;

    /** How many lines are kept between two ticks: 40. */
    static final int SAMPLES = 40;

    private final BoundedHistory<Traffic> kept;
    private final AtomicInteger taken = new AtomicInteger();

    LineSampler(BoundedHistory<Traffic> kept) {
        this.kept = kept;
    }

    /** A viewer has what was kept. */
    void goOn() {
        taken.set(0);
    }

    /** Looks at bytes that have arrived, or that were sent. */
    void sample(long connection, ByteBuffer bytes, boolean inbound) {
        int limit = bytes.limit();
        int begin = bytes.position();
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
