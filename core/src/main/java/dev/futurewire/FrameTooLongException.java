package dev.futurewire;

import java.io.IOException;

/**
 * A record is longer than the limit. Raised as soon as no later byte could make the record legal.
 *
 * <p>Afterwards the connection is usable: the rest of the record, through its delimiter, is discarded and never
 * delivered; the next read gets the record after it.
 */
public class FrameTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The limit that was passed, in content bytes. */
    private final int limit;

    /**
     * Creates the exception.
     *
     * @param limit the limit that was passed, in content bytes, without the terminator
     */
    public FrameTooLongException(int limit) {
        super("a record is longer than the limit of " + limit + " bytes");
        this.limit = limit;
    }

    /**
     * The limit that was passed.
     *
     * @return content bytes, without the terminator
     */
    public int limit() {
        return limit;
    }
}
