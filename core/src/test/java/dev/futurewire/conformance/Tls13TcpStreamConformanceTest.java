package dev.futurewire.conformance;

import dev.futurewire.support.TcpConnections;
import org.junit.jupiter.api.Tag;

/** The contract over TLS 1.3 on loopback sockets, the JDK's own blocking TLS sockets at the other end. */
@Tag("slow")
final class Tls13TcpStreamConformanceTest extends StreamConformanceContract {
    Tls13TcpStreamConformanceTest() {
        super(new TcpConnections("TLSv1.3"), Replays.NO_PIECES);
    }
}
