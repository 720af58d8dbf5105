package dev.futurewire.support;

import java.util.function.Supplier;

/** The transports with and without TLS, for tests that run on each. */
public enum AnyWire {
    /** Loopback sockets. */
    TCP(TcpConnections::new),
    /** Loopback sockets; the channels of the server share a read buffer. */
    TCP_SHARING_READ_BUFFERS(TcpConnections::sharingReadBuffers),
    /** Memory. */
    MEMORY(MemoryConnections::new),
    /** TLS 1.3 over loopback sockets; the peer is the JDK's own. */
    TLS13_TCP(() -> new TcpConnections("TLSv1.3")),
    /** TLS 1.2 over loopback sockets. */
    TLS12_TCP(() -> new TcpConnections("TLSv1.2")),
    /** TLS 1.3 in memory. */
    TLS13_MEMORY(() -> new TlsMemoryConnections("TLSv1.3")),
    /** TLS 1.2 in memory. */
    TLS12_MEMORY(() -> new TlsMemoryConnections("TLSv1.2"));

    private final Supplier<Connections> connections;

    AnyWire(Supplier<Connections> connections) {
        this.connections = connections;
    }

    /** Whether the channel's transport is TLS. */
    public boolean secure() {
        return name().startsWith("TLS");
    }

    /** A new factory of connections, which must be closed. */
    public Connections connections() {
        return connections.get();
    }
}
