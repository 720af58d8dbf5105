package dev.futurewire.internal.input;

import dev.futurewire.FrameDecoder;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.observe.Operation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of the library. It is also the request of the reads that use it: it scans the buffer itself, which remembers how far
 * it has been searched, and it discards overlong frames. {@link #decode} serves decoders of the program that delegate to it.
 */
abstract class BuiltInDecoder extends ReadRequest<byte @Nullable []> implements FrameDecoder<byte[]> {
    @Override
    public abstract byte @Nullable [] decode(ByteBuffer input);

    /** Scans as {@link #scan} does, but without an end of the stream between two frames. */
    abstract ScanResult scanFrame(InputBuffer input, int limit);

    @Override
    public final Operation operation() {
        return Operation.READ_FRAME;
    }

    @Override
    public final ScanResult scan(InputBuffer input, int limit) {
        ScanResult result = scanFrame(input, limit);
        return result == ScanResult.INCOMPLETE && input.available() == 0 ? ScanResult.END : result;
    }

    @Override
    public byte[] take(InputBuffer input) {
        return input.takeBytes();
    }

    @Override
    @SuppressWarnings("NullAway") // T is nullable here; NullAway 0.14 does not see it through the type argument
    public final byte @Nullable [] eofValue() {
        return null;
    }
}
