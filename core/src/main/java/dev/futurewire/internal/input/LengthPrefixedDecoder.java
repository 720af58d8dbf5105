package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Implements {@link dev.futurewire.FrameDecoder#lengthPrefixed}. */
public final class LengthPrefixedDecoder extends BuiltInDecoder {
    /** Maximum size of the length field. */
    private static final int MAX_HEADER = 4;

    /** Maximum length of a frame with its header: that of an array. */
    private static final int MAX_UNIT = Integer.MAX_VALUE - 8;

    private final int header;

    public LengthPrefixedDecoder(int lengthBytes) {
        if (lengthBytes < 1 || lengthBytes > MAX_HEADER) {
            throw new IllegalArgumentException("the length field must have 1 to 4 bytes, not " + lengthBytes);
        }
        header = lengthBytes;
    }

    @Override
    ScanResult scanFrame(InputBuffer input, int limit) {
        ScanResult result = input.exactly(header);
        if (result != ScanResult.READY) {
            return result;
        }
        byte[] array = input.array();
        int at = input.contentStart();
        long length = 0;
        for (int i = 0; i < header; i++) {
            length = length << 8 | (array[at + i] & 0xff);
        }
        return length > Math.min(limit, MAX_UNIT - header)
                ? input.discard(header + length)
                : input.exactly(header + (int) length);
    }

    @Override
    public byte[] take(InputBuffer input) {
        return input.takeBytes(header);
    }

    @Override
    public byte @Nullable [] decode(ByteBuffer input) {
        if (input.remaining() < header) {
            return null;
        }
        int at = input.position();
        long length = 0;
        for (int i = 0; i < header; i++) {
            length = length << 8 | (input.get(at + i) & 0xff);
        }
        if (input.remaining() - header < length) {
            return null;
        }
        byte[] content = new byte[(int) length];
        input.position(at + header).get(content);
        return content;
    }
}
