package dev.futurewire;

import java.io.IOException;

/**
 * A write would have taken the connection's output queue past its hard cap. Nothing of the refused write was queued;
 * what was queued before is still being sent and the connection stays usable.
 *
 * <p>A program that awaits its writes never meets this below a single write of the cap's size: it waits at the
 * high-water mark instead.
 */
public class WriteQueueFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Bytes waiting when the write was refused. */
    private final long queued;

    /** The cap. */
    private final int limit;

    /**
     * Creates the exception.
     *
     * @param queued bytes that were waiting to be sent
     * @param limit the hard cap, {@link ChannelOptions#maxQueuedBytes()}
     */
    public WriteQueueFullException(long queued, int limit) {
        super("the output queue holds " + queued + " bytes and may hold " + limit + "; await writes to slow down");
        this.queued = queued;
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
     * The hard cap.
     *
     * @return bytes
     */
    public int limit() {
        return limit;
    }
}
