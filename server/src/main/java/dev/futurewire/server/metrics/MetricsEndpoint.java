package dev.futurewire.server.metrics;

import com.sun.net.httpserver.HttpServer;
import dev.futurewire.feed.concurrent.DaemonThreads;
import dev.futurewire.metrics.FuturewireMetrics;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.server.logging.FailedAcceptAppender;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Serves the metrics of the server and the JVM at {@code /metrics}, in Prometheus' text format, liveness at {@code /healthz}
 * and readiness at {@code /readyz}. The endpoint is read-only and exposes no text received from peers; still it is intended for
 * loopback or a private network.
 *
 * <p>It is based on the JDK's HTTP server, with {@link HttpLimits}, and runs on daemon threads.
 */
public final class MetricsEndpoint implements AutoCloseable {
    private static final int BACKLOG = 128;

    /** How long an idle thread is kept. */
    private static final long THREAD_IDLE_SECONDS = 10;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final ExecutorService threads = threads();
    private final SpareDescriptors spares = new SpareDescriptors();
    private final HttpServer http;

    private MetricsEndpoint(
            InetSocketAddress address,
            Supplier<ServerSnapshot> snapshots,
            int maxConnections,
            List<? extends MeterBinder> more)
            throws IOException {
        new FuturewireMetrics(snapshots).bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        garbage.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        more.forEach(each -> each.bindTo(registry));
        CoalescingSupplier<byte[]> text =
                new CoalescingSupplier<>(() -> registry.scrape().getBytes(StandardCharsets.UTF_8));
        MetricsHandler handler = new MetricsHandler(text, new Readiness(snapshots, maxConnections));
        try {
            http = onDaemonThread(() -> startHttpServer(address, handler));
            FailedAcceptAppender.onFailedAccept(spares::free);
        } catch (IOException | RuntimeException failure) {
            closeResources();
            throw failure;
        }
    }

    /**
     * Starts the endpoint.
     *
     * @param address the address to listen on; port 0 for any free port
     * @param snapshots supplies snapshots of the server
     * @param maxConnections the number of open connections from which the server is not ready
     * @param more further meters
     * @return the endpoint, serving
     * @throws IOException if it cannot listen there
     */
    public static MetricsEndpoint start(
            InetSocketAddress address,
            Supplier<ServerSnapshot> snapshots,
            int maxConnections,
            List<? extends MeterBinder> more)
            throws IOException {
        return new MetricsEndpoint(address, snapshots, maxConnections, more);
    }

    /** Starts the endpoint of a server without a limit on connections. */
    static MetricsEndpoint start(InetSocketAddress address, Supplier<ServerSnapshot> snapshots) throws IOException {
        return new MetricsEndpoint(address, snapshots, Integer.MAX_VALUE, List.of());
    }

    private HttpServer startHttpServer(InetSocketAddress address, MetricsHandler handler) throws IOException {
        HttpLimits.apply();
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private interface HttpServerStart {
        HttpServer startHttpServer() throws IOException;
    }

    /**
     * Creates the HTTP server on a daemon thread, since its own threads inherit from their creator whether they are daemons.
     */
    private static HttpServer onDaemonThread(HttpServerStart start) throws IOException {
        CompletableFuture<HttpServer> started = new CompletableFuture<>();
        DaemonThreads.create("futurewire-metrics-start", () -> {
                    try {
                        started.complete(start.startHttpServer());
                    } catch (Throwable failure) {
                        started.completeExceptionally(failure);
                    }
                })
                .start();
        try {
            return started.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException known) {
                throw known;
            }
            throw new CompletionException(failed.getCause());
        } catch (InterruptedException interrupted) {
            started.thenAccept(late -> late.stop(0));
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while starting the metrics endpoint");
        }
    }

    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                HttpLimits.MAX_CONNECTIONS,
                THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> DaemonThreads.create("futurewire-metrics-" + number.incrementAndGet(), task));
    }

    /**
     * Returns the address the endpoint listens on.
     *
     * @return the address with the actual port
     */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    @Override
    public void close() {
        http.stop(0);
        closeResources();
    }

    private void closeResources() {
        threads.shutdownNow();
        spares.close();
        garbage.close();
        registry.close();
    }
}
