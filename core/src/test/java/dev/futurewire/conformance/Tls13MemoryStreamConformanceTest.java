package dev.futurewire.conformance;

import dev.futurewire.testing.TlsMemoryConnections;

/** The contract over TLS 1.3 in memory, the library's own TLS at both ends. */
final class Tls13MemoryStreamConformanceTest extends StreamConformanceContract {
    Tls13MemoryStreamConformanceTest() {
        super(new TlsMemoryConnections("TLSv1.3"), Replays.NO_SPLITS);
    }
}
