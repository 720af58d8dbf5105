package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import org.jspecify.annotations.Nullable;

/** Limits the size of a connection's output queue. */
final class WriteLimit {
    private WriteLimit() {}

    /**
     * Returns the failure of a write that exceeds a queue's limits, or null. A write is accepted if the queue stays within
     * {@code maxQueuedBytes}. Below the high-water mark, where a program that awaits each write always is, a write of up to
     * {@code maxWriteBytes} is accepted as well.
     */
    static @Nullable WriteQueueFullException rejection(ChannelOptions options, long queued, int count) {
        int cap = options.maxQueuedBytes();
        if (queued + count <= cap) {
            return null;
        }
        if (queued >= options.highWaterMark()) {
            return new WriteQueueFullException(
                    "a write of " + count + " bytes was rejected: " + queued + " bytes are queued and the limit is "
                            + cap + "; await each write before the next one, or raise maxQueuedBytes",
                    queued,
                    count,
                    cap);
        }
        int longest = options.maxWriteBytes();
        if (count <= longest) {
            return null;
        }
        return new WriteQueueFullException(
                "a write of " + count + " bytes was rejected: the limit for one write is " + longest
                        + "; write and await it in parts, or raise maxWriteBytes",
                queued,
                count,
                longest);
    }

    /**
     * Returns the failure of a write that exceeds the limits of a channel's queue, or null. Above its high-water mark, the queue
     * is also subject to the limit for all connections together.
     */
    static @Nullable WriteQueueFullException rejection(AbstractAsyncChannel channel, long queued, int count) {
        ChannelOptions options = channel.options();
        return queued >= options.highWaterMark()
                        && (channel.channelOwner().queueFull()
                                || channel.budget().full())
                ? serverFull(options, queued, count)
                : rejection(options, queued, count);
    }

    /** The failure of a write above the high-water mark while the limit for all connections together is reached. */
    private static WriteQueueFullException serverFull(ChannelOptions options, long queued, int count) {
        return new WriteQueueFullException(
                "a write of " + count + " bytes was rejected: " + queued + " bytes are queued and the limit for"
                        + " all connections together is reached; await each write before the next one",
                queued,
                count,
                options.maxQueuedBytes());
    }
}
