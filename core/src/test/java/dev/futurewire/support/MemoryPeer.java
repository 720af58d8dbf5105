package dev.futurewire.support;

import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A peer on the other end of a {@link MemoryTransport}. Queues its output, as a kernel does, and reads
 * only when a test expects something.
 */
public final class MemoryPeer extends Peer {
    private final Transport wire;
    private final Runnable reset;
    private final Deque<ByteBuffer> queue = new ArrayDeque<>();
    private final ByteBuffer arrived = ByteBuffer.allocate(64 * 1024).limit(0);
    private boolean sending;
    private boolean reading;
    private boolean endAsked;
    private boolean closeAsked;
    private boolean ended;
    private @Nullable IOException broken;
    private @Nullable IOException sendFailure;

    /** A peer on this end. */
    public MemoryPeer(MemoryTransport wire) {
        this(wire, wire::reset);
    }

    /** A peer on a layer over a memory transport, which can be reset. */
    public MemoryPeer(Transport wire, Runnable reset) {
        this.wire = wire;
        this.reset = reset;
        wire.listener(new Completions());
    }

    @Override
    public void send(byte[] bytes) {
        synchronized (this) {
            if (bytes.length > 0) {
                queue.add(ByteBuffer.wrap(bytes));
            }
        }
        pump();
    }

    @Override
    public void eof() {
        synchronized (this) {
            endAsked = true;
        }
        pump();
    }

    @Override
    public void reset() {
        reset.run();
    }

    @Override
    public void peerClose() {
        synchronized (this) {
            closeAsked = true;
        }
        pump();
    }

    @Override
    public void close() {
        wire.close();
    }

    @Override
    public synchronized @Nullable IOException sendFailure() {
        return sendFailure;
    }

    /** Writes the next bytes, or the requested end, unless the transport is still busy. */
    private void pump() {
        ByteBuffer next;
        synchronized (this) {
            if (sending) {
                return;
            }
            next = queue.peek();
            sending = next != null;
        }
        if (next != null) {
            wire.write(next);
        } else {
            finish();
        }
    }

    private void finish() {
        boolean end;
        boolean close;
        synchronized (this) {
            end = endAsked;
            close = closeAsked;
            endAsked = false;
        }
        boolean tls = !(wire instanceof MemoryTransport);
        if (close && tls) {
            // Unread input, such as session tickets of the server, would reset the connection.
            startReading();
        }
        // Over TLS, close_notify comes first.
        if (end || (close && tls)) {
            try {
                wire.shutdownOutput();
            } catch (IOException e) {
                sendFailed(e);
            }
        }
        if (close && !wire.shutdownPending()) {
            wire.close();
        }
    }

    private synchronized boolean closing() {
        return closeAsked;
    }

    private synchronized void sendFailed(IOException e) {
        sendFailure = e;
        sending = false;
        queue.clear();
    }

    @Override
    protected int receive(ByteBuffer target, int max, long withinMillis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMillis);
        startReading();
        synchronized (this) {
            while (!arrived.hasRemaining() || reading) {
                if (broken != null) {
                    throw new IOException(broken);
                }
                if (ended) {
                    return -1;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return 0;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
            int count = Math.min(max, arrived.remaining());
            target.put(target.position(), arrived, arrived.position(), count);
            arrived.position(arrived.position() + count);
            return count;
        }
    }

    private void startReading() {
        synchronized (this) {
            if (reading || ended || broken != null || arrived.hasRemaining()) {
                return;
            }
            reading = true;
            arrived.clear();
        }
        wire.read(arrived);
    }

    /** The completions of the transport. */
    private final class Completions implements TransportListener {
        @Override
        public void readCompleted(int count) {
            synchronized (MemoryPeer.this) {
                reading = false;
                ended = count < 0;
                arrived.flip();
                MemoryPeer.this.notifyAll();
            }
        }

        @Override
        public void readFailed(IOException failure) {
            synchronized (MemoryPeer.this) {
                reading = false;
                broken = failure;
                arrived.limit(0);
                MemoryPeer.this.notifyAll();
            }
        }

        @Override
        public void writeCompleted(int count) {
            synchronized (MemoryPeer.this) {
                sending = false;
                ByteBuffer sent = queue.element();
                if (!sent.hasRemaining()) {
                    queue.remove();
                }
            }
            pump();
        }

        @Override
        public void shutdownCompleted() {
            if (closing()) {
                wire.close();
            }
        }

        @Override
        public void writeFailed(IOException failure) {
            sendFailed(failure);
        }
    }
}
