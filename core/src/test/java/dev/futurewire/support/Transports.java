package dev.futurewire.support;

import java.util.function.Supplier;

/** One transport of each kind, encrypted ones included, for tests of their common behavior. */
public enum Transports {
    /** Memory. */
    MEMORY(MemoryConnections::new),
    /** Loopback sockets. */
    TCP(TcpConnections::new),
    /** TLS in memory. */
    TLS_IN_MEMORY(() -> new TlsMemoryConnections("TLSv1.3")),
    /** TLS over loopback sockets. */
    TLS(() -> new TcpConnections("TLSv1.3"));

    private final Supplier<Connections> connections;

    Transports(Supplier<Connections> connections) {
        this.connections = connections;
    }

    /** A new factory of connections, which must be closed. */
    public Connections connections() {
        return connections.get();
    }
}
