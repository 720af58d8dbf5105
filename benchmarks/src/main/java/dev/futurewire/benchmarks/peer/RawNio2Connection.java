package dev.futurewire.benchmarks.peer;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.TimeUnit;

/** Reads, echoes all complete lines with one write, and reads again. */
final class RawNio2Connection {
    private final AsynchronousSocketChannel channel;
    private final DirectBufferPool buffers;
    private final int timeoutSeconds;
    private final CompletionHandler<Integer, Void> whenRead = new WhenRead();
    private final CompletionHandler<Integer, Void> whenWritten = new WhenWritten();

    private ByteBuffer buffer;
    private int scanned;
    private int filled;
    private boolean farewell;

    RawNio2Connection(AsynchronousSocketChannel channel, DirectBufferPool buffers, int timeoutSeconds) {
        this.channel = channel;
        this.buffers = buffers;
        this.timeoutSeconds = timeoutSeconds;
        this.buffer = buffers.take();
    }

    void start() {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            read();
        } catch (IOException e) {
            close();
        }
    }

    private void read() {
        channel.read(buffer, timeoutSeconds, TimeUnit.SECONDS, null, whenRead);
    }

    /** Finds the last line end among the new bytes, and writes everything up to it. */
    private void echo() {
        int end = buffer.position();
        int linesEnd = linesEnd(buffer, scanned, end);
        scanned = end;
        if (linesEnd > 0) {
            filled = end;
            buffer.position(0).limit(linesEnd);
            channel.write(buffer, null, whenWritten);
        } else if (end > EchoProtocol.MAX_LINE) {
            close();
        } else {
            if (!buffer.hasRemaining()) {
                grow();
            }
            read();
        }
    }

    /** Returns the end of the last complete line, or of the farewell if that comes first; 0 if there is none. */
    private int linesEnd(ByteBuffer bytes, int from, int to) {
        int lineStart = 0;
        for (int i = from; i < to; i++) {
            if (bytes.get(i) == '\n') {
                if (isFarewell(lineStart, i)) {
                    farewell = true;
                    return i + 1;
                }
                lineStart = i + 1;
            }
        }
        return lineStart;
    }

    private boolean isFarewell(int from, int newline) {
        int end = newline > from && buffer.get(newline - 1) == '\r' ? newline - 1 : newline;
        return end - from == 3 && buffer.get(from) == 'B' && buffer.get(from + 1) == 'Y' && buffer.get(from + 2) == 'E';
    }

    /** Moves an incomplete line to the front of the buffer. */
    private void keepRest() {
        buffer.limit(filled);
        buffer.compact();
        scanned = buffer.position();
    }

    private void grow() {
        ByteBuffer bigger = ByteBuffer.allocateDirect(buffer.capacity() * 2);
        bigger.put(buffer.flip());
        buffers.give(buffer);
        buffer = bigger;
    }

    private void close() {
        buffers.give(buffer);
        try {
            channel.close();
        } catch (IOException e) {
            // Closed anyway.
        }
    }

    private final class WhenRead implements CompletionHandler<Integer, Void> {
        @Override
        public void completed(Integer count, Void none) {
            if (count < 0) {
                close();
            } else {
                echo();
            }
        }

        @Override
        public void failed(Throwable failure, Void none) {
            close();
        }
    }

    private final class WhenWritten implements CompletionHandler<Integer, Void> {
        @Override
        public void completed(Integer count, Void none) {
            if (buffer.hasRemaining()) {
                channel.write(buffer, null, whenWritten);
            } else if (farewell) {
                close();
            } else {
                keepRest();
                read();
            }
        }

        @Override
        public void failed(Throwable failure, Void none) {
            close();
        }
    }
}
