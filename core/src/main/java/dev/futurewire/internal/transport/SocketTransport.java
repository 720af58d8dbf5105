package dev.futurewire.internal.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;

/**
 * TCP by NIO.2. No operation gets a timeout and none is cancelled: either would poison the channel for ever
 * ("Reading not allowed due to timeout or cancellation").
 */
public final class SocketTransport implements Transport, CompletionHandler<Integer, Boolean> {
    private static final Boolean READ = Boolean.TRUE;
    private static final Boolean WRITE = Boolean.FALSE;

    private final AsynchronousSocketChannel socket;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private volatile @Nullable TransportListener listener;

    /**
     * Wraps a connected socket.
     *
     * @param socket the socket; this owns it now
     * @throws IOException if it is not connected any more
     */
    public SocketTransport(AsynchronousSocketChannel socket) throws IOException {
        this.socket = socket;
        localAddress = known(socket.getLocalAddress());
        remoteAddress = known(socket.getRemoteAddress());
    }

    private static SocketAddress known(@Nullable SocketAddress address) throws IOException {
        if (address == null) {
            throw new IOException("the connection has ended before it began");
        }
        return address;
    }

    @Override
    public void listener(TransportListener value) {
        listener = value;
    }

    @Override
    public void read(ByteBuffer target) {
        socket.read(target, READ, this);
    }

    @Override
    public void write(ByteBuffer source) {
        socket.write(source, WRITE, this);
    }

    @Override
    public void completed(Integer count, Boolean direction) {
        TransportListener told = listener;
        if (told == null) {
            return;
        }
        if (direction) {
            told.readCompleted(count);
        } else {
            told.writeCompleted(count);
        }
    }

    @Override
    public void failed(Throwable thrown, Boolean direction) {
        TransportListener told = listener;
        if (told == null) {
            return;
        }
        IOException failure = thrown instanceof IOException io ? io : new IOException(thrown);
        if (direction) {
            told.readFailed(failure);
        } else {
            told.writeFailed(failure);
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** With nothing left unread TCP does not reset. */
    @Override
    public boolean closeEndsOutput() {
        return true;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // The descriptor is released in any case.
        }
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }
}
