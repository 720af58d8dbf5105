package dev.futurewire.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection for a single line. */
final class ShortConnection implements AutoCloseable {
    private final long openedAt = System.nanoTime();
    private final SocketChannel channel;
    private final ByteBuffer expected;
    private int received;

    ShortConnection(InetSocketAddress server, ByteBuffer line) throws IOException {
        this.expected = line;
        this.channel = SocketChannel.open(server);
        channel.configureBlocking(false);
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    /** Reads, and returns whether the whole line has been received. */
    boolean answered(ByteBuffer in) throws IOException {
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("the server closed a connection without an answer");
        }
        if (received + count > expected.capacity()
                || !expected.slice(received, count).equals(in.flip())) {
            throw new ProtocolException("the server sent something else than it was sent");
        }
        received += count;
        return received == expected.capacity();
    }

    long openedAt() {
        return openedAt;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
