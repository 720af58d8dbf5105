package dev.futurewire.testing;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;

/**
 * How the bytes that a handler receives are divided into chunks. Each chunk arrives separately: if a read waits, it gets what has
 * arrived, and the handler runs until it waits again, before the next chunk arrives. A chunk whose bytes are written at different
 * times arrives in parts.
 *
 * <p>A handler must not depend on the division: TCP delivers a stream of bytes, in pieces of any size. Immutable; an instance can be
 * used for any number of connections, which it divides in the same way.
 */
public final class Chunking {
    /** Greatest exponent of the lengths of {@link #random}: 10, for lengths up to 1 KiB. */
    private static final int MAX_EXPONENT = 10;

    private static final Chunking NONE = new Chunking("none", () -> position -> Long.MAX_VALUE);
    private static final Chunking EVERY_BYTE = new Chunking("everyByte", () -> position -> position + 1);

    private final String name;
    private final Division division;

    private Chunking(String name, Division division) {
        this.name = name;
        this.division = division;
    }

    /** Divides any number of streams in the same way. */
    @FunctionalInterface
    private interface Division {
        /** Returns the division of one stream: maps the beginning of each chunk to its end. */
        LongUnaryOperator begin();
    }

    /** {@return no division: bytes arrive as they are written} */
    public static Chunking none() {
        return NONE;
    }

    /** {@return chunks of one byte} */
    public static Chunking everyByte() {
        return EVERY_BYTE;
    }

    /**
     * Returns chunks of equal length.
     *
     * @param length the number of bytes of a chunk, 1 or more
     * @return the chunking
     * @throws IllegalArgumentException if {@code length} is less than 1
     */
    public static Chunking every(int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be at least 1, not " + length);
        }
        return new Chunking("every(" + length + ")", () -> position -> position + length);
    }

    /**
     * Returns chunks of random lengths from 1 to 1,024 bytes; short ones are frequent.
     *
     * @param seed the seed; the same seed gives the same lengths
     * @return the chunking
     */
    public static Chunking random(long seed) {
        return new Chunking("random(" + seed + ")", () -> {
            Random random = new Random(seed);
            return position -> position + 1 + random.nextInt(1 << random.nextInt(MAX_EXPONENT + 1));
        });
    }

    /**
     * Returns chunks that end at given positions. The last one extends to the end of the stream.
     *
     * @param offsets the positions in the stream at which it is cut, as numbers of bytes from its beginning, in any order; each 1 or
     *     more
     * @return the chunking
     * @throws IllegalArgumentException if an offset is less than 1
     */
    public static Chunking at(int... offsets) {
        int[] cuts = offsets.clone();
        Arrays.sort(cuts);
        if (cuts.length > 0 && cuts[0] < 1) {
            throw new IllegalArgumentException("offsets must be at least 1, not " + cuts[0]);
        }
        return new Chunking("at" + Arrays.toString(cuts), () -> position -> next(cuts, position));
    }

    private static long next(int[] cuts, long position) {
        for (int cut : cuts) {
            if (cut > position) {
                return cut;
            }
        }
        return Long.MAX_VALUE;
    }

    /** Returns the division of one stream: maps the beginning of each chunk to its end. */
    LongUnaryOperator begin() {
        return division.begin();
    }

    /** {@return a description, such as {@code everyByte}} */
    @Override
    public String toString() {
        return name;
    }
}
