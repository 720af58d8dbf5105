package dev.futurewire.monitor.decode;

import dev.futurewire.observe.Printable;
import java.util.Arrays;

/** Lines that end with a line feed. */
final class LinesDecoder implements MessageDecoder, MessageDecoder.Messages {
    @Override
    public String name() {
        return "Lines";
    }

    @Override
    public Messages start(boolean inbound) {
        return this;
    }

    @Override
    public int length(byte[] bytes, int from, int to, int seen) {
        for (int i = from + seen; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1 - from;
            }
        }
        return 0;
    }

    @Override
    public String text(byte[] message) {
        int length = message.length;
        if (length > 0 && message[length - 1] == '\n') {
            length--;
            if (length > 0 && message[length - 1] == '\r') {
                length--;
            }
        }
        return Printable.escape(length == message.length ? message : Arrays.copyOf(message, length));
    }
}
