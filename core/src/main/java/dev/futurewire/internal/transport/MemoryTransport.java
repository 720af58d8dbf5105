package dev.futurewire.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection that exists in memory only. Behaves as a TCP socket does: bounded pipes, partial writes,
 * half-close, resets that let already received bytes be read first and that one operation reports: a read finds the end
 * where a write has failed before.
 *
 * <p>Completions run on the executor given, in order; with {@code Runnable::run} they happen inside the call wherever
 * they can, which is how a socket with data at hand behaves.
 */
public final class MemoryTransport implements Transport {
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(1);

    private final Object lock;
    private final Pipe in;
    private final Pipe out;
    private final Executor completions;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private volatile @Nullable TransportListener listener;
    private @Nullable ByteBuffer pendingRead;
    private @Nullable ByteBuffer pendingWrite;
    private boolean closed;
    private boolean reset;

    /** An operation has failed with the reset: it is reported once, as by Linux. */
    private boolean resetTold;

    private @Nullable MemoryTransport peer;

    private MemoryTransport(
            Object lock, Pipe in, Pipe out, Executor completions, SocketAddress local, SocketAddress remote) {
        this.lock = lock;
        this.in = in;
        this.out = out;
        this.completions = completions;
        this.localAddress = local;
        this.remoteAddress = remote;
    }

    /** Both ends of one connection. */
    public record Pair(MemoryTransport client, MemoryTransport server) {}

    /**
     * Makes a connection.
     *
     * @param clientCompletions runs the client end's completions
     * @param serverCompletions runs the server end's completions
     * @param capacity how many bytes each direction holds before writes wait, like a socket's buffers
     * @return both ends
     */
    public static Pair pair(Executor clientCompletions, Executor serverCompletions, int capacity) {
        Object lock = new Object();
        Pipe up = new Pipe(capacity);
        Pipe down = new Pipe(capacity);
        SocketAddress clientAddress = address(NEXT_PORT.getAndIncrement() & 0xffff);
        SocketAddress serverAddress = address(1);
        MemoryTransport client = new MemoryTransport(lock, down, up, clientCompletions, clientAddress, serverAddress);
        MemoryTransport server = new MemoryTransport(lock, up, down, serverCompletions, serverAddress, clientAddress);
        client.peer = server;
        server.peer = client;
        return new Pair(client, server);
    }

    private static SocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress("memory", new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void listener(TransportListener value) {
        listener = value;
    }

    @Override
    public void read(ByteBuffer target) {
        synchronized (lock) {
            if (pendingRead != null) {
                throw new IllegalStateException("a read is under way");
            }
            pendingRead = target;
        }
        settle();
    }

    @Override
    public void write(ByteBuffer source) {
        synchronized (lock) {
            if (pendingWrite != null) {
                throw new IllegalStateException("a write is under way");
            }
            pendingWrite = source;
        }
        settle();
    }

    @Override
    public void shutdownOutput() throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (reset) {
                throw new IOException("Connection reset");
            }
            out.ended = true;
        }
        settle();
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (in.size > 0 && peer != null) {
                // Closing with unread input resets the connection, as TCP does.
                peer.reset = true;
                peer.in.clear();
            } else {
                out.ended = true;
            }
        }
        settle();
    }

    @Override
    public boolean endsDespite(IOException writeFailure) {
        synchronized (lock) {
            return in.ended;
        }
    }

    /** Resets the connection: the peer can read what it has been sent, then its operations fail. */
    public void reset() {
        synchronized (lock) {
            closed = true;
            if (peer != null) {
                peer.reset = true;
            }
        }
        settle();
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    private void settle() {
        MemoryTransport other = peer;
        boolean again = true;
        while (again) {
            again = settleWrite();
            again |= settleRead();
            if (other != null) {
                again |= other.settleWrite();
                again |= other.settleRead();
            }
        }
    }

    private boolean settleRead() {
        int count;
        IOException failure = null;
        synchronized (lock) {
            ByteBuffer target = pendingRead;
            if (target == null) {
                return false;
            }
            count = 0;
            if (closed) {
                failure = new AsynchronousCloseException();
            } else if (in.size > 0) {
                count = in.take(target);
            } else if (in.ended) {
                // Also after a reset: who has the peer's FIN reads the end (Linux, tcp_fin: SOCK_DONE).
                count = -1;
            } else if (reset) {
                if (resetTold) {
                    count = -1;
                } else {
                    resetTold = true;
                    failure = new IOException("Connection reset");
                }
            } else {
                return false;
            }
            pendingRead = null;
        }
        TransportListener told = listener();
        IOException failed = failure;
        int taken = count;
        completions.execute(failed != null ? () -> told.readFailed(failed) : () -> told.readCompleted(taken));
        return true;
    }

    private boolean settleWrite() {
        int count;
        IOException failure = null;
        synchronized (lock) {
            ByteBuffer source = pendingWrite;
            if (source == null) {
                return false;
            }
            count = 0;
            MemoryTransport other = peer;
            if (closed) {
                failure = new AsynchronousCloseException();
            } else if (reset) {
                failure = new IOException(resetTold || in.ended ? "Broken pipe" : "Connection reset");
                resetTold = true;
            } else if (other != null && other.closed) {
                reset = true;
                resetTold = true;
                failure = new IOException("Broken pipe");
            } else if (out.size < out.capacity) {
                count = out.put(source);
            } else {
                return false;
            }
            pendingWrite = null;
        }
        TransportListener told = listener();
        IOException failed = failure;
        int taken = count;
        completions.execute(failed != null ? () -> told.writeFailed(failed) : () -> told.writeCompleted(taken));
        return true;
    }

    private TransportListener listener() {
        TransportListener known = listener;
        if (known == null) {
            throw new IllegalStateException("no listener");
        }
        return known;
    }

    /** One direction: a ring of bytes. Guarded by the connection's lock. */
    private static final class Pipe {
        final int capacity;
        private byte[] ring = new byte[64];
        private int head;
        int size;
        boolean ended;

        Pipe(int capacity) {
            this.capacity = capacity;
        }

        int put(ByteBuffer source) {
            int count = Math.min(source.remaining(), capacity - size);
            if (size + count > ring.length) {
                byte[] larger = new byte[Math.min(capacity, Math.max(size + count, ring.length * 2))];
                for (int i = 0; i < size; i++) {
                    larger[i] = ring[(head + i) % ring.length];
                }
                ring = larger;
                head = 0;
            }
            int at = (head + size) % ring.length;
            int first = Math.min(count, ring.length - at);
            source.get(ring, at, first);
            source.get(ring, 0, count - first);
            size += count;
            return count;
        }

        int take(ByteBuffer target) {
            int count = Math.min(target.remaining(), size);
            int first = Math.min(count, ring.length - head);
            target.put(ring, head, first);
            target.put(ring, 0, count - first);
            head = (head + count) % ring.length;
            size -= count;
            return count;
        }

        void clear() {
            size = 0;
        }
    }
}
