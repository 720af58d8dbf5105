package dev.futurewire.conformance;

import dev.futurewire.testing.TcpConnections;

/** The contract on loopback sockets. */
final class TcpStreamConformanceTest extends StreamConformanceContract {
    TcpStreamConformanceTest() {
        super(new TcpConnections());
    }
}
