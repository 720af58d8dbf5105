package dev.futurewire.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection that sends a batch of lines and awaits all of them before it sends the next. */
final class EchoConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer batch;
    private final ByteBuffer expected;
    private int received;
    private long sentAt;

    EchoConnection(InetSocketAddress server, Selector selector, ByteBuffer batch) throws IOException {
        this.channel = SocketChannel.open(server);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
        this.batch = batch;
        this.expected = batch.duplicate();
    }

    void send() throws IOException {
        received = 0;
        sentAt = System.nanoTime();
        batch.clear();
        write();
    }

    private void write() throws IOException {
        channel.write(batch);
        int wanted = batch.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (wanted != key.interestOps()) {
            key.interestOps(wanted);
        }
    }

    /**
     * Performs the I/O that the selector reported as possible.
     *
     * @param in empty buffer to read into
     * @param compare whether to compare the bytes, not only their number
     * @return whether the whole batch has been received
     */
    boolean advance(ByteBuffer in, boolean compare) throws IOException {
        if (key.isWritable()) {
            write();
        }
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("the server closed a connection");
        }
        if (received + count > expected.capacity()) {
            throw new ProtocolException("the server sent more than it was sent");
        }
        if (compare && !expected.slice(received, count).equals(in.flip())) {
            throw new ProtocolException("the server sent something else than it was sent");
        }
        received += count;
        return received == expected.capacity();
    }

    long sentAt() {
        return sentAt;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
