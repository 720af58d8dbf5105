package dev.futurewire.internal.loop;

/**
 * How much a connection's next read is likely to bring, judged by what came before: the array that it waits with is made
 * for that.
 *
 * <p>What comes in several reads, because the array was too small for it, counts as one. More is believed at once, less
 * only the second time in a row (as Netty's adaptive receive buffer does): a record that comes in two pieces, a large and a
 * small one, is waited for with a large array.
 */
public final class ExpectedRead {
    private final int least;
    private int size;
    private int sum;
    private boolean filled;
    private boolean less;

    /**
     * Expects little.
     *
     * @param least how much is expected at the least; a power of two
     */
    public ExpectedRead(int least) {
        this.least = least;
        size = least;
    }

    /**
     * How much to be prepared for.
     *
     * @return a power of two, more than what has come lately
     */
    public int size() {
        return size;
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
    public void ended(int count, int offered) {
        sum = (int) Math.min((long) sum + count, BufferPool.BUFFER_SIZE);
        filled = count == offered;
        if (filled) {
            return;
        }
        int came = Integer.highestOneBit(Math.max(sum, least / 2)) << 1;
        sum = 0;
        if (came >= size || less) {
            size = came;
            less = false;
        } else {
            less = true;
        }
    }
}
