package dev.futurewire.conformance;

import dev.futurewire.support.TcpConnections;
import org.junit.jupiter.api.Tag;

/** The contract on loopback sockets. */
@Tag("slow")
final class TcpStreamConformanceTest extends StreamConformanceContract {
    TcpStreamConformanceTest() {
        super(new TcpConnections());
    }
}
