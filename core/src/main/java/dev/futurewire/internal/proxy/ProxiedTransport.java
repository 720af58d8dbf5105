package dev.futurewire.internal.proxy;

import dev.futurewire.ProxyHeader;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A transport behind a proxy: its peer is the one that the proxy's header named. */
public final class ProxiedTransport implements Transport {
    private final Transport transport;
    private final ProxyHeader header;

    /**
     * Wraps a transport whose header has been read.
     *
     * @param transport carries the bytes
     * @param header whose they are
     */
    public ProxiedTransport(Transport transport, ProxyHeader header) {
        this.transport = transport;
        this.header = header;
    }

    /**
     * What the proxy said.
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
