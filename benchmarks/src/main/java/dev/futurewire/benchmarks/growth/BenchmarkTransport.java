package dev.futurewire.benchmarks.growth;

import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection without a socket, whose peer says what the program lets it say and takes whatever is written. */
public final class ScriptedTransport implements Transport {
    private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("nobody", 1);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer input = NOTHING;
    private @Nullable TransportListener listener;
    private @Nullable ByteBuffer target;
    private int unread;
    private long written;

    /**
     * Lets the peer send bytes: as many as there is room for are read at once, the others with the next reads.
     *
     * @param bytes to be left alone until all are read
     */
    public void receive(ByteBuffer bytes) {
        if (unread > 0) {
            throw new IllegalStateException("the bytes before have not all been read");
        }
        input = bytes;
        unread = bytes.remaining();
        settle();
    }

    /**
     * Makes sure that so many bytes have been written since the last call.
     *
     * @param expected how many
     * @return the same
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
        // Nobody listens.
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
