package dev.futurewire.conformance;

import dev.futurewire.testing.TcpConnections;

/** The contract on loopback sockets that wait with one buffer. */
final class SharedReadBufferStreamConformanceTest extends StreamConformanceContract {
    SharedReadBufferStreamConformanceTest() {
        super(TcpConnections.sharingReadBuffers());
    }
}
