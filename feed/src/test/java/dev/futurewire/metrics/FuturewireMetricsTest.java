package dev.futurewire.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncServer;
import dev.futurewire.observe.ServerSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The meters of a server in a registry of the program's. */
class FuturewireMetricsTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    @Test
    void bindsTheMetersOfServers() throws Exception {
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, channel -> channel.readLine());
                AsyncServer other = AsyncServer.listen(ANYWHERE, channel -> channel.readLine())) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new FuturewireMetrics(server).bindTo(registry);
            assertEquals(0, registry.get("futurewire.connections.open").gauge().value());
            assertEquals(1, registry.get("futurewire.accepting").gauge().value());
            assertEquals(
                    0,
                    registry.get("futurewire.bytes")
                            .tag("direction", "in")
                            .functionCounter()
                            .count());

            SimpleMeterRegistry both = new SimpleMeterRegistry();
            new FuturewireMetrics("chat", server).bindTo(both);
            new FuturewireMetrics("admin", other).bindTo(both);
            for (String name : new String[] {"chat", "admin"}) {
                assertEquals(
                        1,
                        both.get("futurewire.accepting")
                                .tag("server", name)
                                .gauge()
                                .value());
            }
        }
    }

    @Test
    void oneSnapshotServesAllMetersOfAScrape() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, channel -> channel.readLine())) {
            ServerSnapshot snapshot = server.snapshot();
            Supplier<ServerSnapshot> counting = () -> {
                taken.incrementAndGet();
                return snapshot;
            };
            CachedSnapshot cached = new CachedSnapshot(counting);
            int before = taken.get();
            cached.get();
            assertEquals(before, taken.get(), "the snapshot is younger than 200 ms");
        }
    }
}
