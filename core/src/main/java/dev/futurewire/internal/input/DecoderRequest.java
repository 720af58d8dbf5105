package dev.futurewire.internal.input;

import dev.futurewire.FrameDecoder;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.observe.Operation;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The request of reads with a decoder of the program.
 *
 * <p>A scan does not call the decoder: it returns {@link ScanResult#DECODE} if there is input that the decoder has not seen, and
 * {@link #decode} calls it where functions of the program may run. The request remembers the amount of input for which the decoder
 * needed more. It may be used by consecutive reads.
 *
 * @param <T> the type of the frames
 */
public final class DecoderRequest<T> extends ReadRequest<@Nullable T> {
    private final FrameDecoder<T> decoder;

    /** The number of buffered bytes for which the decoder needed more input. */
    private int seen;

    private @Nullable T frame;
    private @Nullable Throwable failure;

    private DecoderRequest(FrameDecoder<T> decoder) {
        this.decoder = decoder;
    }

    /**
     * Returns the request for a decoder.
     *
     * @param decoder a decoder of the library or of the program
     * @return a request that has not been used by a pending read
     */
    @SuppressWarnings("unchecked") // a built-in decoder is a request for its own type of frames
    public static <T> ReadRequest<@Nullable T> of(FrameDecoder<T> decoder) {
        Objects.requireNonNull(decoder, "decoder");
        return decoder instanceof BuiltInDecoder builtIn
                ? (ReadRequest<@Nullable T>) (ReadRequest<?>) builtIn
                : new DecoderRequest<>(decoder);
    }

    @Override
    public Operation operation() {
        return Operation.READ_FRAME;
    }

    @Override
    public boolean callsProgram() {
        return true;
    }

    @Override
    public boolean discardsOverlong() {
        return false;
    }

    @Override
    public ScanResult scan(InputBuffer input, int limit) {
        // Skips the rest of an overlong record, then finds all that has arrived.
        ScanResult arrived = input.some(Integer.MAX_VALUE);
        if (arrived != ScanResult.READY) {
            seen = 0;
            return arrived;
        }
        return input.available() == seen ? needsMore(input, limit) : ScanResult.DECODE;
    }

    private ScanResult needsMore(InputBuffer input, int limit) {
        seen = input.available();
        return seen > limit ? ScanResult.TOO_LONG : input.exactly(seen + 1);
    }

    @Override
    public ScanResult decode(InputBuffer input, int limit) {
        int available = input.available();
        ByteBuffer bytes = input.unit();
        T decoded;
        try {
            decoded = decoder.decode(bytes);
        } catch (Throwable thrown) {
            return failed(thrown);
        }
        int moved = bytes.position();
        if (input.available() != available) {
            // Closed, read or handed over to TLS by the decoder.
            return failed(new IllegalStateException("the decoder has used the channel that it decodes for"));
        }
        if (decoded == null) {
            return moved == 0
                    ? needsMore(input, limit)
                    : failed(new IllegalStateException(
                            "the decoder moved the position by " + moved + " but returned no frame"));
        }
        if (moved == 0) {
            return failed(new IllegalStateException("the decoder returned a frame but did not move the position"));
        }
        if (moved > limit) {
            return ScanResult.TOO_LONG;
        }
        frame = decoded;
        return input.some(moved);
    }

    private ScanResult failed(Throwable thrown) {
        failure = thrown;
        return ScanResult.FAILED;
    }

    @Override
    public Throwable takeFailure() {
        Throwable thrown = Objects.requireNonNull(failure);
        failure = null;
        seen = 0;
        return thrown;
    }

    @Override
    @SuppressWarnings("NullAway") // the scan has found a frame
    public @Nullable T take(InputBuffer input) {
        T taken = frame;
        frame = null;
        seen = 0;
        input.consume();
        return taken;
    }

    @Override
    @SuppressWarnings("NullAway") // T is nullable here; NullAway 0.14 does not see it through the type argument
    public @Nullable T eofValue() {
        return null;
    }
}
