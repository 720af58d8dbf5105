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
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory. It behaves like a TCP socket: bounded pipes, partial writes, half-close, and resets.
 * Bytes received before a reset can be read first, and one operation reports the reset: after a failed write, a read finds the
 * end of the stream.
 *
 * <p>Completions run in order on a given executor. With {@code Runnable::run} they run inside the call if possible, like those
 * of a socket with data available.
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

    /** An operation has failed with the reset. It is reported once, as by Linux. */
    private boolean resetReported;

    /** Whether this end takes no bytes: its reads wait, and so do writes of the peer. */
    private boolean stalled;

    /** Returns the end of the chunk that begins at a position; null if bytes arrive as they are sent. */
    private @Nullable LongUnaryOperator chunks;

    /** The number of bytes read, and where the current chunk ends. */
    private long position;

    private long chunkEnd;

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
     * Creates a connection.
     *
     * @param clientCompletions runs the client end's completions
     * @param serverCompletions runs the server end's completions
     * @param capacity the number of bytes that each direction holds before writes wait, like a socket's buffers
     * @return both ends
     */
    public static Pair pair(Executor clientCompletions, Executor serverCompletions, int capacity) {
        return pair(
                clientCompletions,
                serverCompletions,
                capacity,
                address(NEXT_PORT.getAndIncrement() & 0xffff),
                address(1));
    }

    /**
     * Creates a connection between two addresses.
     *
     * @param clientCompletions runs the client end's completions
     * @param serverCompletions runs the server end's completions
     * @param capacity the number of bytes that each direction holds before writes wait, like a socket's buffers
     * @param clientAddress the local address of the client end
     * @param serverAddress the local address of the server end
     * @return both ends
     */
    public static Pair pair(
            Executor clientCompletions,
            Executor serverCompletions,
            int capacity,
            SocketAddress clientAddress,
            SocketAddress serverAddress) {
        Object lock = new Object();
        Pipe up = new Pipe(capacity);
        Pipe down = new Pipe(capacity);
        MemoryTransport client = new MemoryTransport(lock, down, up, clientCompletions, clientAddress, serverAddress);
        MemoryTransport server = new MemoryTransport(lock, up, down, serverCompletions, serverAddress, clientAddress);
        client.peer = server;
        server.peer = client;
        return new Pair(client, server);
    }

    /**
     * Returns an address in memory.
     *
     * @param port the port
     * @return the loopback address, with the host name {@code memory}
     */
    public static InetSocketAddress address(int port) {
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
                throw new IllegalStateException("a read is in progress");
            }
            pendingRead = target;
        }
        completePending();
    }

    @Override
    public void write(ByteBuffer source) {
        synchronized (lock) {
            if (pendingWrite != null) {
                throw new IllegalStateException("a write is in progress");
            }
            pendingWrite = source;
        }
        completePending();
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
        completePending();
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
        completePending();
    }

    @Override
    public boolean endsDespite(IOException writeFailure) {
        synchronized (lock) {
            return in.ended;
        }
    }

    /** Resets the connection: the peer can read the bytes sent before, then its operations fail. */
    public void reset() {
        synchronized (lock) {
            closed = true;
            if (peer != null) {
                peer.reset = true;
            }
        }
        completePending();
    }

    /**
     * Divides what this end reads into chunks. A read returns bytes of one chunk only.
     *
     * @param chunkEnds returns the end of the chunk that begins at a position in the stream, a greater position
     */
    public void chunks(LongUnaryOperator chunkEnds) {
        synchronized (lock) {
            chunks = chunkEnds;
            chunkEnd = chunkEnds.applyAsLong(position);
        }
    }

    /**
     * Stops or resumes reading at this end, whatever reads its user starts: as if the buffers of a socket were full. What this end
     * has not read stays unread, and writes of the peer wait. A reset is read nevertheless.
     *
     * @param value whether to stop
     */
    public void stall(boolean value) {
        synchronized (lock) {
            stalled = value;
            in.blocked = value;
        }
        completePending();
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    private void completePending() {
        MemoryTransport other = peer;
        boolean again = true;
        while (again) {
            again = completeWrite();
            again |= completeRead();
            if (other != null) {
                again |= other.completeWrite();
                again |= other.completeRead();
            }
        }
    }

    private boolean completeRead() {
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
            } else if (stalled && !reset) {
                return false;
            } else if (in.size > 0 && !stalled) {
                count = take(target);
            } else if (in.ended && !stalled) {
                // Also after a reset: a socket that has received FIN reads the end (Linux, tcp_fin: SOCK_DONE).
                count = -1;
            } else if (reset) {
                if (resetReported) {
                    count = -1;
                } else {
                    resetReported = true;
                    failure = new IOException("Connection reset");
                }
            } else {
                return false;
            }
            pendingRead = null;
        }
        TransportListener receiver = listener();
        IOException failed = failure;
        int taken = count;
        completions.execute(failed != null ? () -> receiver.readFailed(failed) : () -> receiver.readCompleted(taken));
        return true;
    }

    /** Takes bytes of the current chunk. */
    private int take(ByteBuffer target) {
        LongUnaryOperator ends = chunks;
        if (ends == null) {
            return in.take(target, Integer.MAX_VALUE);
        }
        int count = in.take(target, (int) Math.min(Integer.MAX_VALUE, chunkEnd - position));
        position += count;
        if (position == chunkEnd) {
            chunkEnd = ends.applyAsLong(position);
        }
        return count;
    }

    private boolean completeWrite() {
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
                failure = new IOException(resetReported || in.ended ? "Broken pipe" : "Connection reset");
                resetReported = true;
            } else if (other != null && other.closed) {
                reset = true;
                resetReported = true;
                failure = new IOException("Broken pipe");
            } else if (out.hasRoom()) {
                count = out.put(source);
            } else {
                return false;
            }
            pendingWrite = null;
        }
        TransportListener receiver = listener();
        IOException failed = failure;
        int taken = count;
        completions.execute(failed != null ? () -> receiver.writeFailed(failed) : () -> receiver.writeCompleted(taken));
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

        /** Whether the reading end takes no more bytes. */
        boolean blocked;

        Pipe(int capacity) {
            this.capacity = capacity;
        }

        boolean hasRoom() {
            return !blocked && size < capacity;
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

        int take(ByteBuffer target, int max) {
            int count = Math.min(max, Math.min(target.remaining(), size));
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
