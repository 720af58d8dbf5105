package dev.futurewire.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code GET /metrics} in Prometheus' text format: the server's counters and the JVM's. Read-only, and without a word of any
 * peer; still it is meant for loopback or a private network. Served by the JDK's own HTTP server on one daemon thread.
 */
public final class MetricsEndpoint implements AutoCloseable {
    private static final String PATH = "/metrics";
    private static final int BACKLOG = 16;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final HttpServer http;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread daemon = new Thread(task, "futurewire-metrics");
        daemon.setDaemon(true);
        return daemon;
    });

    private MetricsEndpoint(HttpServer http, Supplier<ServerSnapshot> snapshots) {
        this.http = http;
        new ServerMetrics(new RecentSnapshot(snapshots)).bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        garbage.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
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
        MetricsEndpoint endpoint = new MetricsEndpoint(HttpServer.create(address, BACKLOG), snapshots);
        endpoint.http.createContext("/", endpoint::answer);
        endpoint.http.setExecutor(endpoint.thread);
        endpoint.http.start();
        return endpoint;
    }

    /**
     * Where it listens.
     *
     * @return the address with the real port
     */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals(PATH);
            boolean reading = exchange.getRequestMethod().equals("GET");
            int status = !known ? 404 : !reading ? 405 : 200;
            String text = status == 200 ? registry.scrape() : "GET " + PATH + "\n";
            String type = status == 200 ? "text/plain; version=0.0.4; charset=utf-8" : "text/plain; charset=utf-8";
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
        thread.shutdown();
        garbage.close();
        registry.close();
    }
}
