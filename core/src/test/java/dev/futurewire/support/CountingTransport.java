package dev.futurewire.support;

import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls of a channel to its transport. */
public final class CountingTransport implements Transport {
    private final Transport wire;
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger shutdowns = new AtomicInteger();
    private final boolean closeEndsOutput;

    /** Counts the calls to this transport. */
    public CountingTransport(Transport wire) {
        this(wire, wire.closeEndsOutput());
    }

    /** The same, with this value of {@link #closeEndsOutput()}. */
    public CountingTransport(Transport wire, boolean closeEndsOutput) {
        this.wire = wire;
        this.closeEndsOutput = closeEndsOutput;
    }

    /** How many reads were started. */
    public int reads() {
        return reads.get();
    }

    /** How many writes were started. */
    public int writes() {
        return writes.get();
    }

    /** How often the output was ended. */
    public int shutdowns() {
        return shutdowns.get();
    }

    @Override
    public boolean closeEndsOutput() {
        return closeEndsOutput;
    }

    @Override
    public void read(ByteBuffer target) {
        reads.incrementAndGet();
        wire.read(target);
    }

    @Override
    public void write(ByteBuffer source) {
        writes.incrementAndGet();
        wire.write(source);
    }

    @Override
    public void listener(TransportListener listener) {
        wire.listener(listener);
    }

    @Override
    public void shutdownOutput() throws IOException {
        shutdowns.incrementAndGet();
        wire.shutdownOutput();
    }

    @Override
    public boolean endsDespite(IOException writeFailure) {
        return wire.endsDespite(writeFailure);
    }

    @Override
    public void close() {
        wire.close();
    }

    @Override
    public SocketAddress localAddress() {
        return wire.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return wire.remoteAddress();
    }
}
