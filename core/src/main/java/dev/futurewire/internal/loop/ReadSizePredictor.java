package dev.futurewire.internal.loop;

/**
 * Predicts the size of a connection's next read from the previous ones, to size the array that the connection waits
 * with.
 *
 * <p>Consecutive reads that fill their array count as one. A larger size is adopted at once, a smaller one only the
 * second time in a row (as in Netty's adaptive receive buffer): a record that arrives in two pieces, a large and a
 * small one, is read into a large array.
 */
public final class ReadSizePredictor {
    /** The largest array that a connection waits with: 32 KiB, a full TLS record and the beginning of the next. */
    public static final int LARGEST_WAITING = 32 * 1024;

    private final int least;

    /** Binary logarithm of the predicted size. A byte, since every connection may have a predictor. */
    private byte exponent;

    private int sum;
    private boolean filled;
    private boolean shrinkPending;

    /**
     * Creates a predictor that predicts the minimum.
     *
     * @param least the minimum; a power of two
     */
    public ReadSizePredictor(int least) {
        this.least = least;
        exponent = exponent(least);
    }

    /**
     * Returns the predicted size.
     *
     * @return a power of two, larger than the recent reads
     */
    public int size() {
        return 1 << exponent;
    }

    /**
     * Returns the size of the array to continue with when one is full.
     *
     * @param capacity the size of the full array
     * @return four times as much, at most the size of a pooled buffer
     */
    public int larger(int capacity) {
        return (int) Math.min(Math.max(capacity, least) * 4L, BufferPool.BUFFER_SIZE);
    }

    /**
     * Returns the size of the array to read into when no bytes are buffered: the predicted size, at most {@link
     * #LARGEST_WAITING}, or a larger one while reads fill the array.
     *
     * @param capacity the size of the present array
     * @return the same size if the present array is suitable
     */
    public int capacity(int capacity) {
        int wish = filled ? larger(capacity) : Math.min(size(), LARGEST_WAITING);
        boolean small = capacity < wish;
        boolean large = (capacity > LARGEST_WAITING && !filled) || capacity > 8L * wish;
        return small || large ? wish : capacity;
    }

    /**
     * Whether the last read filled its array, so that more input is likely.
     *
     * @return false before the first read
     */
    public boolean filled() {
        return filled;
    }

    /**
     * Records a completed read.
     *
     * @param count number of bytes read
     * @param offered number of bytes that the array had room for
     */
    public void record(int count, int offered) {
        sum = (int) Math.min((long) sum + count, BufferPool.BUFFER_SIZE);
        filled = count == offered;
        if (filled) {
            return;
        }
        byte came = exponent(Math.max(sum, least / 2) << 1);
        sum = 0;
        if (came >= exponent || shrinkPending) {
            exponent = came;
            shrinkPending = false;
        } else {
            shrinkPending = true;
        }
    }

    /**
     * Whether this predictor is in its initial state, so that a new one is equivalent.
     *
     * @return false also while a read may be one of several
     */
    public boolean little() {
        return exponent == exponent(least) && !filled && !shrinkPending && sum == 0;
    }

    /** Returns the binary logarithm, rounded down. */
    private static byte exponent(int number) {
        return (byte) (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(number));
    }
}
