package dev.futurewire.support;

import java.util.function.Supplier;

/** The transports, for tests that run on each. */
public enum Wire {
    /** Loopback sockets. */
    TCP(TcpConnections::new),
    /** Loopback sockets; the channels of the server share a read buffer. */
    TCP_SHARING_READ_BUFFERS(TcpConnections::sharingReadBuffers),
    /** Memory. */
    MEMORY(MemoryConnections::new);

    private final Supplier<Connections> connections;

    Wire(Supplier<Connections> connections) {
        this.connections = connections;
    }

    /** A new factory of connections, which must be closed. */
    public Connections connections() {
        return connections.get();
    }
}
