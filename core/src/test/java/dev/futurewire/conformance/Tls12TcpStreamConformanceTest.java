package dev.futurewire.conformance;

import dev.futurewire.support.TcpConnections;
import org.junit.jupiter.api.Tag;

/** The contract over TLS 1.2 on loopback sockets, the JDK's own blocking TLS sockets at the other end. */
@Tag("slow")
final class Tls12TcpStreamConformanceTest extends StreamConformanceContract {
    Tls12TcpStreamConformanceTest() {
        super(new TcpConnections("TLSv1.2"), Replays.NO_PIECES);
    }

    @Override
    boolean impossible(StreamCase one) {
        return Tls12.NEEDS_HALF_CLOSE.contains(one.name());
    }
}
