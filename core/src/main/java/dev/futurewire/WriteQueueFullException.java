package dev.futurewire;

import java.io.IOException;

/**
 * A write would have taken the connection's output queue past its hard cap, or is longer than one write may be. Nothing of
 * the refused write was queued; what was queued before is still being sent and the connection stays usable. The message
 * says what was exceeded and what can be done.
 *
 * <p>A program that awaits its writes meets this only with a single write that is longer than {@link
 * ChannelOptions#maxWriteBytes()}: otherwise it waits at the high-water mark instead.
 */
public class WriteQueueFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Bytes waiting when the write was refused. */
    private final long queued;

    /** Bytes of the write; -1 if not known. */
    private final int length;

    /** The limit that the write was over. */
    private final int limit;

    /**
     * Creates the exception with a message that says so.
     *
     * @param queued bytes that were waiting to be sent
     * @param limit the hard cap, {@link ChannelOptions#maxQueuedBytes()}
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
     * @param message what was exceeded and what can be done
     * @param queued bytes that were waiting to be sent
     * @param length bytes of the refused write; -1 if not known
     * @param limit the limit that the write was over
     */
    public WriteQueueFullException(String message, long queued, int length, int limit) {
        super(message);
        this.queued = queued;
        this.length = length;
        this.limit = limit;
    }

    /**
     * How full the queue was.
     *
     * @return bytes waiting when the write was refused
     */
    public long queued() {
        return queued;
    }

    /**
     * How long the refused write was.
     *
     * @return bytes; -1 if not known
     */
    public int length() {
        return length;
    }

    /**
     * What the write was over: {@link ChannelOptions#maxQueuedBytes()} if the queue was above its high-water mark, else
     * {@link ChannelOptions#maxWriteBytes()}.
     *
     * @return bytes
     */
    public int limit() {
        return limit;
    }
}
