package dev.futurewire;

import java.io.IOException;

/**
 * A record is longer than the limit. A read fails with this as soon as the limit is certain to be exceeded.
 *
 * <p>The connection stays usable. The rest of the record, including its delimiter, is discarded, and the next read
 * receives the data after it. This does not apply to a frame of a program's own {@link FrameDecoder}: its end is
 * unknown, and every later read fails with the same exception.
 */
public class FrameTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The limit, in content bytes. */
    private final int limit;

    /**
     * Creates the exception.
     *
     * @param limit the limit that was exceeded, in content bytes without the terminator
     */
    public FrameTooLongException(int limit) {
        super("a record is longer than the limit of " + limit + " bytes");
        this.limit = limit;
    }

    /** {@return the limit that was exceeded, in content bytes without the terminator} */
    public int limit() {
        return limit;
    }
}
