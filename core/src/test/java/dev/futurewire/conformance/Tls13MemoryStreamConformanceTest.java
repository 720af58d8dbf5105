package dev.futurewire.conformance;

import dev.futurewire.support.TlsMemoryConnections;
import org.junit.jupiter.api.Tag;

/** The contract over TLS 1.3 in memory, the library's own TLS at both ends. */
@Tag("slow")
final class Tls13MemoryStreamConformanceTest extends StreamConformanceContract {
    Tls13MemoryStreamConformanceTest() {
        super(new TlsMemoryConnections("TLSv1.3"), Replays.NO_SPLITS);
    }
}
