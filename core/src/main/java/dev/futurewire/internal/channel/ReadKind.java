package dev.futurewire.internal.channel;

import dev.futurewire.internal.frame.Frame;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.Text;
import dev.futurewire.observe.Operation;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is read: how the unit is found, taken out, and what the end of the stream is for it. */
abstract class ReadKind<T extends @Nullable Object> {
    private static final byte[] EMPTY = new byte[0];

    /** {@code readLine} in UTF-8: one instance serves all. */
    private static final Line UTF_8_LINE = new Line(StandardCharsets.UTF_8);

    static final ReadKind<byte @Nullable []> LINE_BYTES = new LineBytes();

    abstract Operation operation();

    abstract Frame look(InputBuffer input, int limit);

    abstract T take(InputBuffer input) throws CharacterCodingException;

    /** The value at the end of the stream; only where that is a value. */
    abstract T atEnd();

    /** The limit that counts, for the error. */
    int limit(int maxFrameLength) {
        return maxFrameLength;
    }

    /** What was asked for, for the error: bytes, or -1. */
    int expected() {
        return -1;
    }

    /** Whether a unit taken counts as a line. */
    boolean countsAsLine() {
        return false;
    }

    /** Whether the unit must arrive in time once it has begun; what a program reads to the end may take its time. */
    boolean clocked() {
        return true;
    }

    /** What a read yields whose time is over; null: a failure. */
    @Nullable
    Supplier<T> valueAtTimeout() {
        return null;
    }

    /** The same without a value for its timeout. */
    ReadKind<T> plain() {
        return this;
    }

    static ReadKind<@Nullable String> line(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) ? UTF_8_LINE : new Line(charset);
    }

    private static final class Line extends ReadKind<@Nullable String> {
        private final Charset charset;

        Line(Charset charset) {
            this.charset = charset;
        }

        @Override
        Operation operation() {
            return Operation.READ_LINE;
        }

        @Override
        Frame look(InputBuffer input, int limit) {
            return input.line(limit);
        }

        @Override
        String take(InputBuffer input) throws CharacterCodingException {
            try {
                return Text.decode(input.array(), input.contentStart(), input.contentLength(), charset);
            } finally {
                input.consume();
            }
        }

        @Override
        @SuppressWarnings("NullAway") // T is @Nullable here; NullAway 0.14 does not see it through the type argument
        @Nullable
        String atEnd() {
            return null;
        }

        @Override
        boolean countsAsLine() {
            return true;
        }
    }

    private static final class LineBytes extends ReadKind<byte @Nullable []> {
        @Override
        Operation operation() {
            return Operation.READ_LINE_BYTES;
        }

        @Override
        Frame look(InputBuffer input, int limit) {
            return input.line(limit);
        }

        @Override
        byte[] take(InputBuffer input) {
            return input.takeBytes();
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        byte @Nullable [] atEnd() {
            return null;
        }

        @Override
        boolean countsAsLine() {
            return true;
        }
    }

    /** The kinds that yield bytes and carry an argument. */
    private abstract static class Bytes extends ReadKind<byte[]> {
        private final Operation operation;

        Bytes(Operation operation) {
            this.operation = operation;
        }

        @Override
        final Operation operation() {
            return operation;
        }

        @Override
        final byte[] take(InputBuffer input) {
            return input.takeBytes();
        }

        @Override
        final byte[] atEnd() {
            return EMPTY;
        }
    }

    static ReadKind<byte[]> until(byte[] delimiter) {
        return new Bytes(Operation.READ_UNTIL) {
            @Override
            Frame look(InputBuffer input, int limit) {
                return input.until(delimiter, limit);
            }

            @Override
            boolean countsAsLine() {
                return true;
            }
        };
    }

    static ReadKind<byte[]> exactly(int length) {
        return new Bytes(Operation.READ_EXACTLY) {
            @Override
            Frame look(InputBuffer input, int limit) {
                return input.exactly(length);
            }

            @Override
            int expected() {
                return length;
            }

            @Override
            boolean clocked() {
                return false;
            }
        };
    }

    static ReadKind<byte[]> some(int max) {
        return new Bytes(Operation.READ) {
            @Override
            Frame look(InputBuffer input, int limit) {
                return input.some(max);
            }
        };
    }

    static ReadKind<byte[]> all(int most) {
        return new Bytes(Operation.READ_ALL) {
            @Override
            Frame look(InputBuffer input, int limit) {
                return input.all(most);
            }

            @Override
            int limit(int maxFrameLength) {
                return most;
            }

            @Override
            boolean clocked() {
                return false;
            }
        };
    }
}
