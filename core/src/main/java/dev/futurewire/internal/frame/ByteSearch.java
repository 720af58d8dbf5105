package dev.futurewire.internal.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for single bytes eight at a time: in {@code word ^ pattern} a match is a zero byte, and {@code (x - 0x01…) & ~x &
 * 0x80…} has its lowest set bit in the first zero byte (Hacker's Delight, 6-1).
 */
public final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

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
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ pattern;
            // Exact for every byte, unlike the borrow-propagating form above: a byte's high bit is set iff it is zero.
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
