package dev.futurewire.conformance;

import dev.futurewire.support.TcpConnections;
import org.junit.jupiter.api.Tag;

/** The contract on loopback sockets that wait with one buffer. */
@Tag("slow")
final class SharedReadBufferStreamConformanceTest extends StreamConformanceContract {
    SharedReadBufferStreamConformanceTest() {
        super(TcpConnections.sharingReadBuffers());
    }
}
