package dev.futurewire.conformance;

import dev.futurewire.support.MemoryConnections;

/** The contract in memory. */
final class MemoryStreamConformanceTest extends StreamConformanceContract {
    MemoryStreamConformanceTest() {
        super(new MemoryConnections());
    }
}
