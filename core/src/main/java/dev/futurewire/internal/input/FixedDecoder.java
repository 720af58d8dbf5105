package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Implements {@link dev.futurewire.FrameDecoder#fixed}. */
public final class FixedDecoder extends BuiltInDecoder {
    private final int length;

    public FixedDecoder(int length) {
        if (length < 1) {
            throw new IllegalArgumentException("the length must be at least 1, not " + length);
        }
        this.length = length;
    }

    @Override
    ScanResult scanFrame(InputBuffer input, int limit) {
        // Whether a frame has begun; skips the rest of an overlong record first.
        ScanResult begun = input.exactly(1);
        return begun == ScanResult.READY && length > limit ? input.discard(length) : input.exactly(length);
    }

    @Override
    public byte @Nullable [] decode(ByteBuffer input) {
        if (input.remaining() < length) {
            return null;
        }
        byte[] content = new byte[length];
        input.get(content);
        return content;
    }
}
