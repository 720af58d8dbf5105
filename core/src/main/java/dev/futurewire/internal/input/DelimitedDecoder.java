package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Implements {@link dev.futurewire.FrameDecoder#delimited}. */
public final class DelimitedDecoder extends BuiltInDecoder {
    private final byte[] delimiter;

    public DelimitedDecoder(byte[] delimiter) {
        if (delimiter.length == 0) {
            throw new IllegalArgumentException("empty delimiter");
        }
        this.delimiter = delimiter.clone();
    }

    @Override
    ScanResult scanFrame(InputBuffer input, int limit) {
        return input.until(delimiter, limit);
    }

    @Override
    public byte @Nullable [] decode(ByteBuffer input) {
        int from = input.position();
        for (int at = from; at <= input.limit() - delimiter.length; at++) {
            if (delimiterAt(input, at)) {
                byte[] content = new byte[at - from];
                input.get(content).position(at + delimiter.length);
                return content;
            }
        }
        return null;
    }

    private boolean delimiterAt(ByteBuffer input, int at) {
        for (int i = 0; i < delimiter.length; i++) {
            if (input.get(at + i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }
}
