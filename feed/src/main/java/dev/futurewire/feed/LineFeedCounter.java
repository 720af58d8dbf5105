package dev.futurewire.feed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Counts line feeds in data that is not read as lines, five words at a time. The unrolling also makes the method too large to
 * be inlined, which is intended: within a large caller the compiler's inlining budget is exhausted before the buffer accesses,
 * and each word costs several calls. In a profile of the echo server, counting took a fifth of the CPU time that way.
 */
final class LineFeedCounter {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long PATTERN = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    /** Bytes in five words. */
    private static final int BLOCK = 5 * Long.BYTES;

    private LineFeedCounter() {}

    /** Returns the number of line feeds from an index to the limit. */
    static int count(ByteBuffer bytes, int from) {
        int limit = bytes.limit();
        int count = 0;
        int at = from;
        for (; at <= limit - BLOCK; at += BLOCK) {
            long x0 = (long) LONGS.get(bytes, at) ^ PATTERN;
            long x1 = (long) LONGS.get(bytes, at + 8) ^ PATTERN;
            long x2 = (long) LONGS.get(bytes, at + 16) ^ PATTERN;
            long x3 = (long) LONGS.get(bytes, at + 24) ^ PATTERN;
            long x4 = (long) LONGS.get(bytes, at + 32) ^ PATTERN;
            // A byte of x is zero for a line feed. Each byte of zeros has its highest bit set if that byte is zero, and
            // no
            // other bits.
            long zeros0 = ~((x0 & LOW_BITS) + LOW_BITS | x0 | LOW_BITS);
            long zeros1 = ~((x1 & LOW_BITS) + LOW_BITS | x1 | LOW_BITS);
            long zeros2 = ~((x2 & LOW_BITS) + LOW_BITS | x2 | LOW_BITS);
            long zeros3 = ~((x3 & LOW_BITS) + LOW_BITS | x3 | LOW_BITS);
            long zeros4 = ~((x4 & LOW_BITS) + LOW_BITS | x4 | LOW_BITS);
            // The bits of the five words do not overlap after shifting.
            count += Long.bitCount(zeros0 | zeros1 >>> 1 | zeros2 >>> 2 | zeros3 >>> 3 | zeros4 >>> 4);
        }
        for (; at < limit; at++) {
            count += bytes.get(at) == '\n' ? 1 : 0;
        }
        return count;
    }
}
