package dev.futurewire;

import java.io.EOFException;

/**
 * The stream ended inside a unit. The bytes in {@link #partial()} are consumed: the next read sees the end of stream.
 */
public class IncompleteReadException extends EOFException {
    private static final long serialVersionUID = 1L;

    /** What had arrived. */
    private final byte[] partial;

    /** What was asked for. */
    private final int expected;

    /**
     * Creates the exception.
     *
     * @param partial what had arrived of the unit
     * @param expected how many bytes {@code readExactly} asked for, or -1 where the length was not known
     */
    public IncompleteReadException(byte[] partial, int expected) {
        super(
                expected >= 0
                        ? "the stream ended after " + partial.length + " of " + expected + " bytes"
                        : "the stream ended after " + partial.length + " bytes, before the delimiter");
        this.partial = partial.clone();
        this.expected = expected;
    }

    /**
     * What had arrived of the unit.
     *
     * @return a copy, possibly empty
     */
    public byte[] partial() {
        return partial.clone();
    }

    /**
     * What {@code readExactly} asked for.
     *
     * @return bytes, or -1 for other reads
     */
    public int expected() {
        return expected;
    }
}
