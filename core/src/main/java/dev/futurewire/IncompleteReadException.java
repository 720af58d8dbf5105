package dev.futurewire;

import java.io.EOFException;

/**
 * The stream ended before a read had all the bytes it requires. The bytes that had arrived are available from {@link
 * #partial()} and are consumed: the next read meets the end of the stream.
 */
public class IncompleteReadException extends EOFException {
    private static final long serialVersionUID = 1L;

    /** The bytes that had arrived. */
    private final byte[] partial;

    /** The requested number of bytes, or -1. */
    private final int expected;

    /**
     * Creates the exception.
     *
     * @param partial the bytes that had arrived; copied
     * @param expected the number of bytes that {@link AsyncChannel#readExactly} requested, or -1 for other reads
     */
    public IncompleteReadException(byte[] partial, int expected) {
        super(
                expected >= 0
                        ? "the stream ended after " + partial.length + " of " + expected + " bytes"
                        : "the stream ended after " + partial.length + " bytes, before the end of a record");
        this.partial = partial.clone();
        this.expected = expected;
    }

    /** {@return a copy of the bytes that had arrived, possibly empty} */
    public byte[] partial() {
        return partial.clone();
    }

    /** {@return the number of bytes that {@link AsyncChannel#readExactly} requested, or -1 for other reads} */
    public int expected() {
        return expected;
    }
}
