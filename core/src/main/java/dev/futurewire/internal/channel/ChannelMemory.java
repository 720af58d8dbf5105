package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.memory.MemoryBudget;

/**
 * A channel's account with the memory budget. A channel has one only while its buffers count, or while it has paused reading.
 */
final class ChannelMemory implements MemoryBudget.Holder {
    /** The most that is charged for one channel: 1 GiB. */
    private static final int MOST_CHARGED = 1 << 30;

    private final StreamChannel channel;

    /** What the budget was charged with; also read from outside. */
    private volatile int charged;

    ChannelMemory(StreamChannel channel) {
        this.channel = channel;
    }

    /** The charge for so many bytes, in units of {@link MemoryBudget#UNCOUNTED}: small changes are none. */
    static int charge(long bytes) {
        int unit = MemoryBudget.UNCOUNTED;
        return bytes <= unit ? 0 : (int) Math.min((bytes + unit - 1) / unit * unit, MOST_CHARGED);
    }

    /** Charges the budget if the channel holds more or less than before. For the owner of the turn. */
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
    public void evict() {
        channel.abort(CloseReason.MEMORY_LIMIT);
    }

    @Override
    public void resume() {
        channel.request(() -> {
            if (!channel.input().resume()) {
                // Released in the meantime.
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
