package dev.futurewire.internal.proxy;

import dev.futurewire.ProxyHeader;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A transport whose peer address is the one in a PROXY header. */
public final class ProxiedTransport implements Transport {
    private final Transport transport;
    private final ProxyHeader header;

    /**
     * Creates a transport.
     *
     * @param transport carries the bytes after the header
     * @param header the header
     */
    public ProxiedTransport(Transport transport, ProxyHeader header) {
        this.transport = transport;
        this.header = header;
    }

    /**
     * Returns the header.
     *
     * @return the header
     */
    public ProxyHeader header() {
        return header;
    }

    @Override
    public void listener(TransportListener listener) {
        transport.listener(listener);
    }

    @Override
    public void read(ByteBuffer target) {
        transport.read(target);
    }

    @Override
    public boolean lends() {
        return transport.lends();
    }

    @Override
    public void readLent() {
        transport.readLent();
    }

    @Override
    public void write(ByteBuffer source) {
        transport.write(source);
    }

    @Override
    public void shutdownOutput() throws IOException {
        transport.shutdownOutput();
    }

    @Override
    public boolean closeEndsOutput() {
        return transport.closeEndsOutput();
    }

    @Override
    public boolean endsDespite(IOException writeFailure) {
        return transport.endsDespite(writeFailure);
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public SocketAddress localAddress() {
        return transport.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        SocketAddress source = header.source();
        return source != null ? source : transport.remoteAddress();
    }
}
