package dev.futurewire.conformance;

import dev.futurewire.support.TlsMemoryConnections;
import org.junit.jupiter.api.Tag;

/** The contract over TLS 1.2 in memory, the library's own TLS at both ends. */
@Tag("slow")
final class Tls12MemoryStreamConformanceTest extends StreamConformanceContract {
    Tls12MemoryStreamConformanceTest() {
        super(new TlsMemoryConnections("TLSv1.2"), Replays.NO_SPLITS);
    }

    @Override
    boolean impossible(StreamCase one) {
        return Tls12.NEEDS_HALF_CLOSE.contains(one.name());
    }
}
