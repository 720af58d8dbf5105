package dev.futurewire.benchmarks.growth;

import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A transport without a socket: the program supplies its input, and its output is counted and discarded. */
public final class BenchmarkTransport implements Transport {
    private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("benchmark", 1);
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private ByteBuffer input = EMPTY;
    private @Nullable TransportListener listener;
    private @Nullable ByteBuffer target;
    private int unread;
    private long written;

    /**
     * Supplies input: a pending read takes as many bytes as fit, later reads take the rest.
     *
     * @param bytes input; must not be modified until all of it has been read
     */
    public void receive(ByteBuffer bytes) {
        if (unread > 0) {
            throw new IllegalStateException("unread input is left");
        }
        input = bytes;
        unread = bytes.remaining();
        settle();
    }

    /**
     * Checks the number of bytes written since the last call.
     *
     * @param expected expected number
     * @return the same number
     */
    public long written(long expected) {
        if (written != expected) {
            throw new IllegalStateException(written + " bytes were written instead of " + expected);
        }
        written = 0;
        return expected;
    }

    private void settle() {
        ByteBuffer into = target;
        if (into == null || unread == 0) {
            return;
        }
        target = null;
        int count = Math.min(into.remaining(), unread);
        into.put(input.slice().limit(count));
        input.position(input.position() + count);
        unread -= count;
        listener().readCompleted(count);
    }

    @Override
    public void listener(TransportListener value) {
        listener = value;
    }

    private TransportListener listener() {
        TransportListener known = listener;
        if (known == null) {
            throw new IllegalStateException("no listener");
        }
        return known;
    }

    @Override
    public void read(ByteBuffer into) {
        target = into;
        settle();
    }

    @Override
    public void write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        written += count;
        listener().writeCompleted(count);
    }

    @Override
    public void shutdownOutput() {
        // The output is discarded.
    }

    @Override
    public void close() {
        target = null;
    }

    @Override
    public SocketAddress localAddress() {
        return ADDRESS;
    }

    @Override
    public SocketAddress remoteAddress() {
        return ADDRESS;
    }
}
