package dev.futurewire.internal.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for single bytes eight at a time: in {@code word ^ pattern} a match is a zero byte, and {@code (x - 0x01…) & ~x &
 * 0x80…} has its lowest set bit in the first zero byte (Hacker's Delight, 6-1).
 *
 * <p>Several words at a time, which is faster and, no less important, makes these methods too large to be inlined: inside a
 * large caller the compiler has no budget left for the inside of a {@link VarHandle}, and each word costs two calls (seen
 * in a profile of 16 KiB lines, where that was a third of the program's own time).
 */
public final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** Bytes in four words. */
    private static final int BLOCK = 4 * Long.BYTES;

    private ByteSearch() {}

    /**
     * The first index of a byte.
     *
     * @param bytes where to look
     * @param from first index
     * @param to end index, exclusive
     * @param wanted the byte
     * @return its index, or -1
     */
    public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        long pattern = ONES * (wanted & 0xff);
        int i = from;
        for (; i <= to - BLOCK; i += BLOCK) {
            long x0 = (long) LONGS.get(bytes, i) ^ pattern;
            long x1 = (long) LONGS.get(bytes, i + 8) ^ pattern;
            long x2 = (long) LONGS.get(bytes, i + 16) ^ pattern;
            long x3 = (long) LONGS.get(bytes, i + 24) ^ pattern;
            long zeros0 = (x0 - ONES) & ~x0 & HIGHS;
            long zeros1 = (x1 - ONES) & ~x1 & HIGHS;
            long zeros2 = (x2 - ONES) & ~x2 & HIGHS;
            long zeros3 = (x3 - ONES) & ~x3 & HIGHS;
            if ((zeros0 | zeros1 | zeros2 | zeros3) != 0) {
                if (zeros0 != 0) {
                    return i + (Long.numberOfTrailingZeros(zeros0) >>> 3);
                }
                if (zeros1 != 0) {
                    return i + 8 + (Long.numberOfTrailingZeros(zeros1) >>> 3);
                }
                if (zeros2 != 0) {
                    return i + 16 + (Long.numberOfTrailingZeros(zeros2) >>> 3);
                }
                return i + 24 + (Long.numberOfTrailingZeros(zeros3) >>> 3);
            }
        }
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ pattern;
            long zeros = (x - ONES) & ~x & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /**
     * How often a byte occurs.
     *
     * @param bytes where to look
     * @param from first index
     * @param to end index, exclusive
     * @param wanted the byte
     * @return its count
     */
    public static int count(byte[] bytes, int from, int to, byte wanted) {
        long pattern = ONES * (wanted & 0xff);
        int count = 0;
        int i = from;
        // Exact for every byte, unlike the borrow-propagating form above: a byte's high bit is set iff it is zero.
        for (; i <= to - BLOCK - Long.BYTES; i += BLOCK + Long.BYTES) {
            long x0 = (long) LONGS.get(bytes, i) ^ pattern;
            long x1 = (long) LONGS.get(bytes, i + 8) ^ pattern;
            long x2 = (long) LONGS.get(bytes, i + 16) ^ pattern;
            long x3 = (long) LONGS.get(bytes, i + 24) ^ pattern;
            long x4 = (long) LONGS.get(bytes, i + 32) ^ pattern;
            long zeros0 = ~(((x0 & ~HIGHS) + ~HIGHS) | x0 | ~HIGHS);
            long zeros1 = ~(((x1 & ~HIGHS) + ~HIGHS) | x1 | ~HIGHS);
            long zeros2 = ~(((x2 & ~HIGHS) + ~HIGHS) | x2 | ~HIGHS);
            long zeros3 = ~(((x3 & ~HIGHS) + ~HIGHS) | x3 | ~HIGHS);
            long zeros4 = ~(((x4 & ~HIGHS) + ~HIGHS) | x4 | ~HIGHS);
            // Each byte has its one bit at the top: shifted, five words fit into one without touching.
            count += Long.bitCount(zeros0 | zeros1 >>> 1 | zeros2 >>> 2 | zeros3 >>> 3 | zeros4 >>> 4);
        }
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ pattern;
            long zeros = ~(((x & ~HIGHS) + ~HIGHS) | x | ~HIGHS);
            count += Long.bitCount(zeros);
        }
        for (; i < to; i++) {
            if (bytes[i] == wanted) {
                count++;
            }
        }
        return count;
    }
}
