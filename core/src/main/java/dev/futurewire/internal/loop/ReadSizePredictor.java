package dev.futurewire.internal.loop;

/**
 * How much a connection's next read is likely to bring, judged by what came before: the array that it waits with is made
 * for that.
 *
 * <p>What comes in several reads, because the array was too small for it, counts as one. More is believed at once, less
 * only the second time in a row (as Netty's adaptive receive buffer does): a record that comes in two pieces, a large and a
 * small one, is waited for with a large array.
 */
public final class ReadSizePredictor {
    /** The largest array that a connection waits with: 32 KiB, a full TLS record and the beginning of the next. */
    public static final int LARGEST_WAITING = 32 * 1024;

    private final int least;

    /** Of two: the size expected. A byte, for there is one of these for each connection. */
    private byte power;

    private int sum;
    private boolean filled;
    private boolean less;

    /**
     * Expects little.
     *
     * @param least how much is expected at the least; a power of two
     */
    public ReadSizePredictor(int least) {
        this.least = least;
        power = power(least);
    }

    /**
     * How much to be prepared for.
     *
     * @return a power of two, more than what has come lately
     */
    public int size() {
        return 1 << power;
    }

    /**
     * The array to read on with when one is filled.
     *
     * @param capacity of the present one
     * @return four times as much, a pooled buffer at most
     */
    public int larger(int capacity) {
        return (int) Math.min(Math.max(capacity, least) * 4L, BufferPool.BUFFER_SIZE);
    }

    /**
     * The array to read with when nothing is held: as much as is expected, {@link #LARGEST_WAITING} at most, or a larger one
     * while reads fill it.
     *
     * @param capacity of the present one
     * @return that capacity if the present one will do
     */
    public int capacity(int capacity) {
        int wish = filled ? larger(capacity) : Math.min(size(), LARGEST_WAITING);
        boolean small = capacity < wish;
        boolean large = (capacity > LARGEST_WAITING && !filled) || capacity > 8L * wish;
        return small || large ? wish : capacity;
    }

    /**
     * Whether the last read filled its room, so that there is more to be had.
     *
     * @return false before the first
     */
    public boolean filled() {
        return filled;
    }

    /**
     * A read has ended.
     *
     * @param count how much it brought
     * @param offered how much it had room for
     */
    public void record(int count, int offered) {
        sum = (int) Math.min((long) sum + count, BufferPool.BUFFER_SIZE);
        filled = count == offered;
        if (filled) {
            return;
        }
        byte came = power(Math.max(sum, least / 2) << 1);
        sum = 0;
        if (came >= power || less) {
            power = came;
            less = false;
        } else {
            less = true;
        }
    }

    /**
     * Whether as little is expected as at first: whoever forgets this and begins anew loses nothing.
     *
     * @return false also while a read may be one of several
     */
    public boolean little() {
        return power == power(least) && !filled && !less && sum == 0;
    }

    /** Of two: the largest that is no larger. */
    private static byte power(int number) {
        return (byte) (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(number));
    }
}
