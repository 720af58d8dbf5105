package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.internal.frame.Text;
import dev.futurewire.observe.Operation;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kind of a read: how its record is found and removed from the buffer, and its result at the end of the stream. */
public abstract class ReadRequest<T extends @Nullable Object> {
    private static final byte[] EMPTY = new byte[0];

    /** Shared instance of {@code readLine} in UTF-8. */
    private static final Line UTF_8_LINE = new Line(StandardCharsets.UTF_8);

    public static final ReadRequest<byte @Nullable []> LINE_BYTES = new LineBytes();

    public abstract Operation operation();

    public abstract ScanResult scan(InputBuffer input, int limit);

    public abstract T take(InputBuffer input) throws CharacterCodingException;

    /** The value at the end of the stream, for reads that do not fail there. */
    public abstract T eofValue();

    /** The applicable length limit, for the exception. */
    public int limit(int maxFrameLength) {
        return maxFrameLength;
    }

    /** The requested number of bytes, for the exception; -1 if unspecified. */
    public int expected() {
        return -1;
    }

    /** Whether the record counts as a line. */
    public boolean countsAsLine() {
        return false;
    }

    /** Whether the frame timeout applies to an incomplete record; not for reads of a requested length or to the end. */
    public boolean hasFrameTimeout() {
        return true;
    }

    /** Whether {@link #decode} calls the program, which only happens in a turn, never in a call from another thread. */
    public boolean callsProgram() {
        return false;
    }

    /**
     * Calls the program's decoder after {@link #scan} has returned {@link ScanResult#DECODE}.
     *
     * @return any other result; with {@link ScanResult#FAILED} and {@link ScanResult#TOO_LONG} nothing is discarded
     */
    public ScanResult decode(InputBuffer input, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Removes and returns the failure of the program's decoder after {@link ScanResult#FAILED}. */
    public Throwable takeFailure() {
        throw new UnsupportedOperationException();
    }

    /** Whether a record is valid only until {@link #takeBack}, in the turn that reads it. */
    public boolean lends() {
        return false;
    }

    /** Invalidates the records lent. */
    public void takeBack() {}

    /** Whether an overlong record is discarded through its end; otherwise no later read can succeed. */
    public boolean discardsOverlong() {
        return true;
    }

    /** Value to complete with on timeout, or null to fail with TimeoutException. */
    @Nullable
    public Supplier<T> valueAtTimeout() {
        return null;
    }

    /** This request without a value for the timeout. */
    public ReadRequest<T> plain() {
        return this;
    }

    public static ReadRequest<@Nullable String> line(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) ? UTF_8_LINE : new Line(charset);
    }

    private static final class Line extends ReadRequest<@Nullable String> {
        private final Charset charset;

        Line(Charset charset) {
            this.charset = charset;
        }

        @Override
        public Operation operation() {
            return Operation.READ_LINE;
        }

        @Override
        public ScanResult scan(InputBuffer input, int limit) {
            return input.line(limit);
        }

        @Override
        public String take(InputBuffer input) throws CharacterCodingException {
            try {
                return Text.decode(input.array(), input.contentStart(), input.contentLength(), charset);
            } finally {
                input.consume();
            }
        }

        @Override
        @SuppressWarnings("NullAway") // T is @Nullable here; NullAway 0.14 does not see it through the type argument
        @Nullable
        public String eofValue() {
            return null;
        }

        @Override
        public boolean countsAsLine() {
            return true;
        }
    }

    private static final class LineBytes extends ReadRequest<byte @Nullable []> {
        @Override
        public Operation operation() {
            return Operation.READ_LINE_BYTES;
        }

        @Override
        public ScanResult scan(InputBuffer input, int limit) {
            return input.line(limit);
        }

        @Override
        public byte[] take(InputBuffer input) {
            return input.takeBytes();
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        public byte @Nullable [] eofValue() {
            return null;
        }

        @Override
        public boolean countsAsLine() {
            return true;
        }
    }

    /** Requests with a byte array as their result and a parameter. */
    private abstract static class Bytes extends ReadRequest<byte[]> {
        private final Operation operation;

        Bytes(Operation operation) {
            this.operation = operation;
        }

        @Override
        public final Operation operation() {
            return operation;
        }

        @Override
        public final byte[] take(InputBuffer input) {
            return input.takeBytes();
        }

        @Override
        public final byte[] eofValue() {
            return EMPTY;
        }
    }

    public static ReadRequest<byte[]> until(byte[] delimiter) {
        return new Bytes(Operation.READ_UNTIL) {
            @Override
            public ScanResult scan(InputBuffer input, int limit) {
                return input.until(delimiter, limit);
            }

            @Override
            public boolean countsAsLine() {
                return true;
            }
        };
    }

    public static ReadRequest<byte[]> exactly(int length) {
        return new Bytes(Operation.READ_EXACTLY) {
            @Override
            public ScanResult scan(InputBuffer input, int limit) {
                return input.exactly(length);
            }

            @Override
            public int expected() {
                return length;
            }

            @Override
            public boolean hasFrameTimeout() {
                return false;
            }
        };
    }

    public static ReadRequest<byte[]> some(int max) {
        return some(max, Operation.READ);
    }

    /** A block of {@code readTo}. */
    public static ReadRequest<byte[]> block(int max) {
        return some(max, Operation.READ_TO);
    }

    private static ReadRequest<byte[]> some(int max, Operation operation) {
        return new Bytes(operation) {
            @Override
            public ScanResult scan(InputBuffer input, int limit) {
                return input.some(max);
            }
        };
    }

    public static ReadRequest<byte[]> all(int max) {
        return new Bytes(Operation.READ_ALL) {
            @Override
            public ScanResult scan(InputBuffer input, int limit) {
                return input.all(max);
            }

            @Override
            public int limit(int maxFrameLength) {
                return max;
            }

            @Override
            public boolean hasFrameTimeout() {
                return false;
            }
        };
    }
}
