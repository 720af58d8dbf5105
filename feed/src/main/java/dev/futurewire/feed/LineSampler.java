package dev.futurewire.feed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Samples a limited number of lines between two ticks. Only lines whose LF is in the same piece of traffic as their start are
 * found. On a busy server, most lines cost no more than the check of a counter.
 */
final class LineSampler {
    /** The maximum number of bytes kept of a line: 256. */
    static final int SLICE = 256;

    /** The maximum number of lines kept between two ticks: 40. */
    static final int SAMPLES = 40;

    private final BoundedHistory<Traffic> kept;
    private final AtomicInteger taken = new AtomicInteger();

    LineSampler(BoundedHistory<Traffic> kept) {
        this.kept = kept;
    }

    /** Starts the next interval, after a viewer has fetched the samples. */
    void reset() {
        taken.set(0);
    }

    /** Samples lines of received or sent bytes. */
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
