package dev.futurewire.internal.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for single bytes eight at a time: in {@code word ^ pattern} a match is a zero byte, and {@code (x - 0x01…) & ~x &
 * 0x80…} is zero unless there is one, with its lowest set bit in the first (Hacker's Delight, 6-1).
 *
 * <p>Far from the beginning eight words are asked at once whether there is a match in any of them; most have none where lines
 * are long. So much at a time is faster and, no less important, makes these methods too large to be inlined: inside a large
 * caller the compiler has no budget left for the inside of a {@link VarHandle}, and each word costs two calls (seen in a profile
 * of 16 KiB lines, where that was a third of the program's own time).
 */
public final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final long LOWS = ~HIGHS;

    /** Bytes in eight words. */
    private static final int BLOCK = 8 * Long.BYTES;

    /** How far the first match is looked for by single words: 128 bytes. */
    private static final int NEAR = 128;

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
        // Short lines end here.
        for (int near = Math.min(to, from + NEAR) - Long.BYTES; i <= near; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ pattern;
            long zeros = (x - ONES) & ~x & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i <= to - BLOCK; i += BLOCK) {
            long x0 = (long) LONGS.get(bytes, i) ^ pattern;
            long x1 = (long) LONGS.get(bytes, i + 8) ^ pattern;
            long x2 = (long) LONGS.get(bytes, i + 16) ^ pattern;
            long x3 = (long) LONGS.get(bytes, i + 24) ^ pattern;
            long x4 = (long) LONGS.get(bytes, i + 32) ^ pattern;
            long x5 = (long) LONGS.get(bytes, i + 40) ^ pattern;
            long x6 = (long) LONGS.get(bytes, i + 48) ^ pattern;
            long x7 = (long) LONGS.get(bytes, i + 56) ^ pattern;
            long some = (x0 - ONES & ~x0) | (x1 - ONES & ~x1) | (x2 - ONES & ~x2) | (x3 - ONES & ~x3);
            long others = (x4 - ONES & ~x4) | (x5 - ONES & ~x5) | (x6 - ONES & ~x6) | (x7 - ONES & ~x7);
            if (((some | others) & HIGHS) != 0) {
                break;
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
        for (; i <= to - BLOCK; i += BLOCK) {
            long x0 = (long) LONGS.get(bytes, i) ^ pattern;
            long x1 = (long) LONGS.get(bytes, i + 8) ^ pattern;
            long x2 = (long) LONGS.get(bytes, i + 16) ^ pattern;
            long x3 = (long) LONGS.get(bytes, i + 24) ^ pattern;
            long x4 = (long) LONGS.get(bytes, i + 32) ^ pattern;
            long x5 = (long) LONGS.get(bytes, i + 40) ^ pattern;
            long x6 = (long) LONGS.get(bytes, i + 48) ^ pattern;
            long x7 = (long) LONGS.get(bytes, i + 56) ^ pattern;
            long some = (x0 - ONES & ~x0) | (x1 - ONES & ~x1) | (x2 - ONES & ~x2) | (x3 - ONES & ~x3);
            long others = (x4 - ONES & ~x4) | (x5 - ONES & ~x5) | (x6 - ONES & ~x6) | (x7 - ONES & ~x7);
            if (((some | others) & HIGHS) != 0) {
                // Where a byte does not match it is one here, in its own place for each word.
                long misses0 = other(x0) | other(x1) >>> 1 | other(x2) >>> 2 | other(x3) >>> 3;
                long misses1 = other(x4) >>> 4 | other(x5) >>> 5 | other(x6) >>> 6 | other(x7) >>> 7;
                count += BLOCK - Long.bitCount(misses0 | misses1);
            }
        }
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ pattern;
            count += Long.BYTES - Long.bitCount(other(x));
        }
        for (; i < to; i++) {
            if (bytes[i] == wanted) {
                count++;
            }
        }
        return count;
    }

    /** The highest bit of every byte that is not zero; exact, unlike the borrow-propagating form above. */
    private static long other(long x) {
        return ((x & LOWS) + LOWS | x) & HIGHS;
    }
}
