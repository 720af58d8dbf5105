package dev.futurewire.monitor.decode;

import dev.futurewire.observe.Printable;
import java.util.Arrays;

/** Messages that begin with their length, big-endian and without the length itself. */
final class LengthPrefixedDecoder implements MessageDecoder, MessageDecoder.Messages {
    /** The longest message that is believed: 64 MiB. */
    private static final long MAX_LENGTH = 64L * 1024 * 1024;

    private final int size;

    /** Creates a decoder for a length of {@code size} bytes. */
    LengthPrefixedDecoder(int size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "Length (" + size + " bytes)";
    }

    @Override
    public Messages start(boolean inbound) {
        return this;
    }

    @Override
    public int length(byte[] bytes, int from, int to, int seen) {
        if (to - from < size) {
            return 0;
        }
        long length = value(bytes, from);
        return length > MAX_LENGTH ? UNKNOWN : (int) (size + length);
    }

    private long value(byte[] bytes, int from) {
        long length = 0;
        for (int i = 0; i < size; i++) {
            length = (length << 8) | (bytes[from + i] & 0xFF);
        }
        return length;
    }

    @Override
    public String text(byte[] message) {
        if (message.length < size) {
            return "(incomplete length) " + Printable.escape(message);
        }
        byte[] content = Arrays.copyOfRange(message, size, message.length);
        return "[" + value(message, 0) + "] " + Printable.escape(content);
    }
}
