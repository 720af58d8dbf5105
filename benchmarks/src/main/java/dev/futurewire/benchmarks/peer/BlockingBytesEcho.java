package dev.futurewire.benchmarks.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** An echo on byte arrays: the complete lines of a read are written back with one write. */
final class BlockingBytesEcho {
    private static final int BUFFER = 8 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[BUFFER];
    private int filled;
    private int scanned;

    BlockingBytesEcho(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    void serve() throws IOException {
        boolean farewell = false;
        while (!farewell && filled <= EchoProtocol.MAX_LINE) {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, filled * 2);
            }
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                return;
            }
            filled += count;
            farewell = echo();
        }
    }

    /** Writes the complete lines and keeps the rest; returns whether one of them was the farewell. */
    private boolean echo() throws IOException {
        boolean farewell = false;
        int lineStart = 0;
        for (int i = scanned; i < filled && !farewell; i++) {
            if (buffer[i] == '\n') {
                farewell = EchoProtocol.isFarewell(buffer, lineStart, i);
                lineStart = i + 1;
            }
        }
        if (lineStart > 0) {
            out.write(buffer, 0, lineStart);
            System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
            filled -= lineStart;
        }
        scanned = filled;
        return farewell;
    }
}
