package dev.futurewire.internal.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches for single bytes, eight at a time. In {@code word ^ pattern} a match is a zero byte. The expression {@code
 * (x - 0x01…) & ~x & 0x80…} is zero if there is no match; otherwise its lowest set bit lies in the first matching byte
 * (Hacker's Delight, 6-1).
 *
 * <p>Beyond the first {@link #NEAR} bytes, a single test covers eight words, since most blocks of a long line have no
 * match. This is faster. It also makes these methods too large to be inlined, which matters: inside a large caller the
 * compiler has no inlining budget left for the {@link VarHandle}, and each word then costs two calls. In a profile of
 * 16 KiB lines that took a third of the program's own time.
 */
public final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final long LOWS = ~HIGHS;

    /** Bytes in eight words. */
    private static final int BLOCK = 8 * Long.BYTES;

    /** How far to search by single words first: 128 bytes. */
    private static final int NEAR = 128;

    private ByteSearch() {}

    /**
     * Returns the first index of a byte.
     *
     * @param bytes the array to search
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
     * Counts the occurrences of a byte.
     *
     * @param bytes the array to search
     * @param from first index
     * @param to end index, exclusive
     * @param wanted the byte
     * @return the number of occurrences
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
                // One bit per byte that does not match, at a different position for each word.
                long misses0 = mismatches(x0) | mismatches(x1) >>> 1 | mismatches(x2) >>> 2 | mismatches(x3) >>> 3;
                long misses1 =
                        mismatches(x4) >>> 4 | mismatches(x5) >>> 5 | mismatches(x6) >>> 6 | mismatches(x7) >>> 7;
                count += BLOCK - Long.bitCount(misses0 | misses1);
            }
        }
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ pattern;
            count += Long.BYTES - Long.bitCount(mismatches(x));
        }
        for (; i < to; i++) {
            if (bytes[i] == wanted) {
                count++;
            }
        }
        return count;
    }

    /** Sets the highest bit of every byte that is not zero. Exact, unlike the borrow-propagating form above. */
    private static long mismatches(long x) {
        return ((x & LOWS) + LOWS | x) & HIGHS;
    }
}
