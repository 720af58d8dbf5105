package dev.futurewire.internal.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TCP by NIO.2. Operations have no timeouts and are never cancelled, because either makes a channel unusable ("Reading not
 * allowed due to timeout or cancellation").
 */
public final class SocketTransport
        implements Transport, ReadSchedule.Read, CompletionHandler<Integer, SocketTransport.Operation> {
    /** The kind of a completed operation. */
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
     * Creates a transport for a connected socket.
     *
     * @param socket the socket, owned by this transport from now on
     * @param schedule the schedule of the socket's loop
     * @throws IOException if the socket is no longer connected
     */
    public SocketTransport(AsynchronousSocketChannel socket, ReadSchedule schedule) throws IOException {
        this.socket = socket;
        this.schedule = schedule;
        localAddress = requireConnected(socket.getLocalAddress());
        remoteAddress = requireConnected(socket.getRemoteAddress());
    }

    private static SocketAddress requireConnected(@Nullable SocketAddress address) throws IOException {
        if (address == null) {
            throw new IOException("the connection ended before it could be used");
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
            // The channel's call has returned already.
            broken(failure);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the identity of the buffer, not its content
    private void start(ByteBuffer target) {
        socket.read(target, target == schedule.shared() ? Operation.LENT_READ : Operation.READ, this);
    }

    @Override
    public void write(ByteBuffer source) {
        socket.write(source, Operation.WRITE, this);
    }

    /** Does not throw: an exception would end the loop's thread. */
    @Override
    public void completed(Integer count, Operation operation) {
        try {
            report(count, operation);
        } catch (Throwable failure) {
            broken(failure);
        }
    }

    private void broken(Throwable failure) {
        close();
        TransportListener receiver = listener;
        schedule.failed(failure, () -> {
            if (receiver != null) {
                receiver.failedInside(failure);
            }
        });
    }

    private void report(Integer count, Operation operation) {
        TransportListener receiver = listener;
        if (operation == Operation.WRITE) {
            if (receiver != null) {
                receiver.writeCompleted(count);
            }
            return;
        }
        schedule.readCompleted();
        if (operation == Operation.LENT_READ) {
            takeBack(receiver, count);
        }
        if (receiver == null) {
            return;
        }
        if (count < 0 && receiver.writing()) {
            // If both directions are ready, the JDK attempts the write first but reports it last, by a task.
            schedule.behindCompletions(() -> receiver.readCompleted(count));
        } else {
            receiver.readCompleted(count);
        }
    }

    /** Passes on and clears the shared buffer before another read begins. */
    private void takeBack(@Nullable TransportListener receiver, int count) {
        ByteBuffer shared = Objects.requireNonNull(schedule.shared());
        if (receiver != null && count > 0) {
            receiver.lent(shared.flip());
        }
        shared.clear();
    }

    @Override
    public void failed(Throwable thrown, Operation operation) {
        try {
            reportFailure(thrown, operation);
        } catch (Throwable failure) {
            broken(failure);
        }
    }

    private void reportFailure(Throwable thrown, Operation operation) {
        TransportListener receiver = listener;
        if (receiver == null) {
            return;
        }
        if (thrown instanceof Error) {
            // Not a failure of the connection: the JDK has run out of memory.
            broken(thrown);
            return;
        }
        IOException failure = thrown instanceof IOException io ? io : new IOException(thrown);
        if (operation == Operation.WRITE) {
            receiver.writeFailed(failure);
        } else {
            receiver.readFailed(failure);
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** TCP sends no reset if nothing is left unread. */
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
