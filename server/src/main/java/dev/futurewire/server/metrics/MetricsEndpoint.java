package dev.futurewire.server.metrics;

import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ServerSnapshot;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * {@code GET /metrics} in Prometheus' text format: the server's counters and the JVM's. Read-only, and without a word of any
 * peer; still it is meant for loopback or a private network.
 *
 * <p>Served by an {@link AsyncServer} of its own, with one loop. Not by the JDK's HTTP server: that one takes a whole
 * processor while a client waits that it cannot accept for want of a descriptor.
 */
public final class MetricsEndpoint implements AutoCloseable {
    private static final int MOST_SCRAPERS = 16;

    /** A request line or header is no longer than this. */
    private static final int MAX_LINE = 8 * 1024;

    /** Longer than the pause between two scrapes on one connection. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** The first scrape loads its classes; nobody but scrapers waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final ServerOptions OPTIONS = ServerOptions.builder()
            .loops(1)
            .spares(0)
            .maxConnections(MOST_SCRAPERS)
            .blockedAfter(PATIENCE)
            .channel(ChannelOptions.builder()
                    .charset(StandardCharsets.ISO_8859_1)
                    .maxFrameLength(MAX_LINE)
                    .frameTimeout(PATIENCE)
                    .writeTimeout(PATIENCE)
                    .idleTimeout(IDLE)
                    .build())
            .build();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final AsyncServer http;

    private MetricsEndpoint(InetSocketAddress address, Supplier<ServerSnapshot> snapshots) throws IOException {
        new ServerMetrics(new RecentSnapshot(snapshots)).bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        garbage.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        http = AsyncServer.listen(address, OPTIONS, channel -> ScrapeConversation.with(channel, registry::scrape));
    }

    /**
     * Starts the endpoint.
     *
     * @param address where to listen; port 0 takes a free one
     * @param snapshots yields the server's snapshot
     * @return the endpoint, serving
     * @throws IOException if it cannot listen there
     */
    public static MetricsEndpoint start(InetSocketAddress address, Supplier<ServerSnapshot> snapshots)
            throws IOException {
        return new MetricsEndpoint(address, snapshots);
    }

    /**
     * Where it listens.
     *
     * @return the address with the real port
     */
    public InetSocketAddress address() {
        return http.localAddress();
    }

    @Override
    public void close() {
        http.shutdown(Duration.ZERO).join();
        garbage.close();
        registry.close();
    }
}
