package dev.futurewire.internal.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TCP by NIO.2. No operation gets a timeout and none is cancelled: either would poison the channel for ever
 * ("Reading not allowed due to timeout or cancellation").
 */
public final class SocketTransport
        implements Transport, ReadSchedule.Read, CompletionHandler<Integer, SocketTransport.Operation> {
    /** What has ended. */
    enum Operation {
        READ,
        LENT_READ,
        WRITE
    }

    private final AsynchronousSocketChannel socket;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final ReadSchedule schedule;
    private volatile @Nullable TransportListener listener;

    /**
     * Wraps a connected socket.
     *
     * @param socket the socket; this owns it now
     * @param schedule of the loop whose group it belongs to
     * @throws IOException if it is not connected any more
     */
    public SocketTransport(AsynchronousSocketChannel socket, ReadSchedule schedule) throws IOException {
        this.socket = socket;
        this.schedule = schedule;
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
        if (!schedule.defer(this, target)) {
            start(target);
        }
    }

    @Override
    public boolean lends() {
        return schedule.lends();
    }

    @Override
    public void readLent() {
        read(Objects.requireNonNull(schedule.shared()));
    }

    @Override
    public void begin(ByteBuffer target) {
        try {
            start(target);
        } catch (Throwable failure) {
            // The channel that asked for it has left.
            broken(failure);
        }
    }

    @SuppressWarnings("ReferenceEquality") // which buffer it is, not what is in it
    private void start(ByteBuffer target) {
        socket.read(target, target == schedule.shared() ? Operation.LENT_READ : Operation.READ, this);
    }

    @Override
    public void write(ByteBuffer source) {
        socket.write(source, Operation.WRITE, this);
    }

    /** Nothing thrown here may reach the JDK: it would end the loop's thread. */
    @Override
    public void completed(Integer count, Operation operation) {
        try {
            tell(count, operation);
        } catch (Throwable failure) {
            broken(failure);
        }
    }

    private void broken(Throwable failure) {
        close();
        TransportListener told = listener;
        schedule.failed(failure, () -> {
            if (told != null) {
                told.failedInside(failure);
            }
        });
    }

    private void tell(Integer count, Operation operation) {
        TransportListener told = listener;
        if (operation == Operation.WRITE) {
            if (told != null) {
                told.writeCompleted(count);
            }
            return;
        }
        schedule.readCompleted();
        if (operation == Operation.LENT_READ) {
            takeBack(told, count);
        }
        if (told == null) {
            return;
        }
        if (count < 0 && told.writing()) {
            // Where both directions are ready the JDK attempts the write first and reports it last, by a task.
            schedule.behindCompletions(() -> told.readCompleted(count));
        } else {
            told.readCompleted(count);
        }
    }

    /** Before anybody begins another read. */
    private void takeBack(@Nullable TransportListener told, int count) {
        ByteBuffer shared = Objects.requireNonNull(schedule.shared());
        if (told != null && count > 0) {
            told.lent(shared.flip());
        }
        shared.clear();
    }

    @Override
    public void failed(Throwable thrown, Operation operation) {
        try {
            tell(thrown, operation);
        } catch (Throwable failure) {
            broken(failure);
        }
    }

    private void tell(Throwable thrown, Operation operation) {
        TransportListener told = listener;
        if (told == null) {
            return;
        }
        if (thrown instanceof Error) {
            // No failure of the connection: the JDK had no memory for it.
            broken(thrown);
            return;
        }
        IOException failure = thrown instanceof IOException io ? io : new IOException(thrown);
        if (operation == Operation.WRITE) {
            told.writeFailed(failure);
        } else {
            told.readFailed(failure);
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
