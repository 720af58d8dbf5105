package dev.futurewire;

import java.io.IOException;

/**
 * A write was rejected, because it would exceed the capacity of the output queue or is longer than a single write may
 * be. Nothing of it has been queued. Output that was queued before is still sent, and the connection stays usable. The
 * message says which limit was exceeded and how to avoid it.
 *
 * <p>A program that awaits its writes waits at the high-water mark instead. It meets this exception only if a single
 * write is longer than {@link ChannelOptions#maxWriteBytes()}.
 */
public class WriteQueueFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The number of bytes in the queue. */
    private final long queued;

    /** The number of bytes in the write, or -1 if unknown. */
    private final int length;

    /** The limit that was exceeded. */
    private final int limit;

    /**
     * Creates an exception for a full queue, with a default message.
     *
     * @param queued the number of bytes in the queue
     * @param limit the capacity of the queue, {@link ChannelOptions#maxQueuedBytes()}
     */
    public WriteQueueFullException(long queued, int limit) {
        this(
                "the output queue holds " + queued + " bytes and may hold " + limit
                        + "; await each write before the next one",
                queued,
                -1,
                limit);
    }

    /**
     * Creates the exception.
     *
     * @param message which limit was exceeded and how to avoid it
     * @param queued the number of bytes in the queue
     * @param length the number of bytes in the rejected write, or -1 if unknown
     * @param limit the limit that was exceeded, in bytes
     */
    public WriteQueueFullException(String message, long queued, int length, int limit) {
        super(message);
        this.queued = queued;
        this.length = length;
        this.limit = limit;
    }

    /** {@return the number of bytes in the queue when the write was rejected} */
    public long queued() {
        return queued;
    }

    /** {@return the number of bytes in the rejected write, or -1 if unknown} */
    public int length() {
        return length;
    }

    /**
     * {@return the limit that was exceeded, in bytes: {@link ChannelOptions#maxQueuedBytes()} if the queue was at or
     * above its high-water mark, otherwise {@link ChannelOptions#maxWriteBytes()}}
     */
    public int limit() {
        return limit;
    }
}
