package dev.futurewire;

import dev.futurewire.internal.input.DelimitedDecoder;
import dev.futurewire.internal.input.FixedDecoder;
import dev.futurewire.internal.input.LengthPrefixedDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Divides the input of a channel into frames, for {@link AsyncChannel#read(FrameDecoder)} and {@link
 * AsyncChannel#forEachFrame}.
 *
 * <pre>{@code
 * FrameDecoder<Integer> numbers = input -> input.remaining() < 4 ? null : input.getInt();
 * }</pre>
 *
 * <p>A decoder is called in the connection's turn with the input that has arrived and has not been read. If it returns
 * null, it is called again when more input has arrived, and sees the same bytes with the new ones behind them. A decoder
 * that keeps no state may be shared by any number of connections. It must not use the channel that it decodes for.
 *
 * <h2>Limits</h2>
 *
 * <p>{@link ChannelOptions#maxFrameLength()} limits the content of a frame. The decoders of this interface fail a read
 * with {@link FrameTooLongException} as soon as a frame is certain to be too long, even if its content has not arrived.
 * They discard that frame, and the next read receives the next one.
 *
 * <p>For any other decoder, the limit applies to all bytes of a frame: those that the decoder moves over, or those that
 * have arrived while it needs more. A decoder says nothing about the end of a frame that is too long. The input is
 * therefore lost: that read and every later one, of any kind, fail with the same {@code FrameTooLongException}.
 *
 * @param <T> the type of the frames
 */
@FunctionalInterface
public interface FrameDecoder<T> {
    /**
     * Decodes the frame at the beginning of the input.
     *
     * <p>If this method throws, the read fails with the exception and nothing is consumed. The same applies if it returns
     * a frame without having moved the position, or null after having moved it; the exception is then an {@link
     * IllegalStateException}.
     *
     * @param input the input, with at least one byte; read-only and big-endian. It shares its content with the channel's
     *     buffer and is valid only during the call. The position must be left after the frame, or unchanged if there is
     *     no complete one
     * @return the frame, or null if it is incomplete
     * @throws IOException if the input is malformed
     */
    @Nullable
    T decode(ByteBuffer input) throws IOException;

    /**
     * Returns a decoder of frames with a length field before the content. The field is an unsigned big-endian number of
     * content bytes, which does not include the field itself.
     *
     * @param lengthBytes the size of the field, 1 to 4 bytes
     * @return a decoder that returns the content of each frame
     * @throws IllegalArgumentException if the size is not between 1 and 4
     */
    static FrameDecoder<byte[]> lengthPrefixed(int lengthBytes) {
        return new LengthPrefixedDecoder(lengthBytes);
    }

    /**
     * Returns a decoder of frames that end with a delimiter.
     *
     * @param delimiter at least one byte; copied
     * @return a decoder that returns the content of each frame, without the delimiter
     * @throws IllegalArgumentException if the delimiter is empty
     */
    static FrameDecoder<byte[]> delimited(byte... delimiter) {
        return new DelimitedDecoder(delimiter);
    }

    /**
     * Returns a decoder of frames of equal length.
     *
     * @param length the length of each frame in bytes, 1 or more
     * @return the decoder
     * @throws IllegalArgumentException if the length is less than 1
     */
    static FrameDecoder<byte[]> fixed(int length) {
        return new FixedDecoder(length);
    }
}
