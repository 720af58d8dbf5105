package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.memory.MemoryBudget;

/**
 * A channel's charge against the memory budget. Exists only while the channel's buffers are large enough to be charged, or while
 * reading is paused.
 */
final class ChannelMemory implements MemoryBudget.Holder {
    /** Maximum charge for one channel: 1 GiB. */
    private static final int MAX_CHARGED = 1 << 30;

    private final StreamChannel channel;

    /** The current charge. Also read by other threads. */
    private volatile int charged;

    ChannelMemory(StreamChannel channel) {
        this.channel = channel;
    }

    /** The charge for a number of bytes, rounded up to a multiple of {@link MemoryBudget#UNCOUNTED}. */
    static int charge(long bytes) {
        int unit = MemoryBudget.UNCOUNTED;
        return bytes <= unit ? 0 : (int) Math.min((bytes + unit - 1) / unit * unit, MAX_CHARGED);
    }

    /** Updates the charge if it has changed. For the owner of the turn. */
    void charge(int holds) {
        int before = charged;
        if (holds != before) {
            charged = holds;
            channel.budget().charged(this, before, holds);
        }
    }

    @Override
    public int charged() {
        return charged;
    }

    @Override
    public long stalledNanos(long now) {
        return channel.timeouts().stalledNanos(now);
    }

    @Override
    public long occupiedNanos(long now) {
        return channel.timeouts().occupiedNanos(now);
    }

    @Override
    public void evict() {
        channel.abort(CloseReason.MEMORY_LIMIT);
    }

    @Override
    public void resume() {
        channel.request(() -> {
            if (!channel.input().resume()) {
                // The connection has ended in the meantime.
                channel.budget().growthEnded();
            }
        });
    }

    @Override
    public void later(Runnable action) {
        channel.request(action);
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
