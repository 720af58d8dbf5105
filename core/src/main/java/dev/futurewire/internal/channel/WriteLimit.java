package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import org.jspecify.annotations.Nullable;

/** How much one connection's output queue takes. */
final class WriteLimit {
    private WriteLimit() {}

    /**
     * Why a queue refuses a write, or null if it takes it: up to its cap it takes all, and below the high-water mark, where
     * a program that awaits its writes always is, one write beyond the cap.
     */
    static @Nullable WriteQueueFullException refusal(ChannelOptions options, long queued, int count) {
        int cap = options.maxQueuedBytes();
        if (queued + count <= cap) {
            return null;
        }
        if (queued >= options.highWaterMark()) {
            return new WriteQueueFullException(
                    "a write of " + count + " bytes is refused: " + queued + " bytes are queued and " + cap
                            + " may be; await each write before the next one, or raise maxQueuedBytes",
                    queued,
                    count,
                    cap);
        }
        int longest = options.maxWriteBytes();
        if (count <= longest) {
            return null;
        }
        return new WriteQueueFullException(
                "a write of " + count + " bytes is refused: one write may have " + longest
                        + "; write and await it in parts, or raise maxWriteBytes",
                queued,
                count,
                longest);
    }

    /**
     * Why the queue of a channel refuses a write, or null: its own cap, or that of all connections together while it is above
     * its high-water mark.
     */
    static @Nullable WriteQueueFullException refusal(AbstractAsyncChannel channel, long queued, int count) {
        ChannelOptions options = channel.options();
        return queued >= options.highWaterMark()
                        && (channel.host().queueFull() || channel.budget().full())
                ? serverFull(options, queued, count)
                : refusal(options, queued, count);
    }

    /** The refusal of a write above the high-water mark, while all connections together hold as much as they may. */
    private static WriteQueueFullException serverFull(ChannelOptions options, long queued, int count) {
        return new WriteQueueFullException(
                "a write of " + count + " bytes is refused: " + queued + " bytes are queued here, and all connections"
                        + " together have as many as they may; await each write before the next one",
                queued,
                count,
                options.maxQueuedBytes());
    }
}
