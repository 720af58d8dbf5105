package dev.futurewire.server;

import dev.futurewire.observe.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Escapes received bytes for a terminal, chunk by chunk. Line ends are kept; control characters and malformed text are escaped.
 */
final class TerminalEscaper {
    /** Bytes of an incomplete character, in read mode. */
    private ByteBuffer pending = ByteBuffer.allocate(0);

    /** Returns the printable form of the next bytes, in UTF-8. */
    byte[] next(byte[] chunk) {
        ByteBuffer input = ByteBuffer.allocate(pending.remaining() + chunk.length)
                .put(pending)
                .put(chunk)
                .flip();
        StringBuilder text = new StringBuilder(input.remaining());
        while (true) {
            int lineEnd = indexOfLineEnd(input);
            if (lineEnd < 0) {
                text.append(Printable.escape(input, false));
                pending = input;
                return text.toString().getBytes(StandardCharsets.UTF_8);
            }
            ByteBuffer line = input.slice(input.position(), lineEnd - input.position());
            text.append(Printable.escape(line, true)).append('\n');
            input.position(lineEnd + 1);
        }
    }

    /** Returns the printable form of an incomplete character at the end of the stream. */
    byte[] end() {
        return Printable.escape(pending, true).getBytes(StandardCharsets.UTF_8);
    }

    private static int indexOfLineEnd(ByteBuffer input) {
        for (int i = input.position(); i < input.limit(); i++) {
            if (input.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }
}
