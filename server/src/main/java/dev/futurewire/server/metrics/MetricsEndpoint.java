package dev.futurewire.server.metrics;

import dev.futurewire.server.concurrent.DaemonThreads;
import com.sun.net.httpserver.HttpServer;
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
 * The server's counters and the JVM's at {@code /metrics}, in Prometheus' text format; whether the process lives at
 * {@code /healthz}, and whether the server accepts at {@code /readyz}. Read-only, and without a word of any peer; still it
 * is meant for loopback or a private network.
 *
 * <p>Served by the JDK's HTTP server within {@link HttpLimits}, on daemon threads of its own.
 */
public final class MetricsEndpoint implements AutoCloseable {
    private static final int BACKLOG = 128;

    /** How long a thread without a request is kept. */
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
        new ServerMetrics(new CachedSnapshot(snapshots)).bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        garbage.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        more.forEach(each -> each.bindTo(registry));
        CoalescingSupplier<byte[]> text = new CoalescingSupplier<>(() -> registry.scrape().getBytes(StandardCharsets.UTF_8));
        MetricsHandler handler = new MetricsHandler(text, new Readiness(snapshots, maxConnections));
        try {
            http = onDaemonThread(() -> begin(address, handler));
            FailedAcceptAppender.onFailedAccept(spares::free);
        } catch (IOException | RuntimeException failure) {
            end();
            throw failure;
        }
    }

    /**
     * Starts the endpoint.
     *
     * @param address where to listen; port 0 takes a free one
     * @param snapshots yields the server's snapshot
     * @param maxConnections of the server: with so many open it is not ready
     * @param more meters besides the server's and the JVM's
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

    /** Starts the endpoint of a server without a limit of connections. */
    static MetricsEndpoint start(InetSocketAddress address, Supplier<ServerSnapshot> snapshots) throws IOException {
        return new MetricsEndpoint(address, snapshots, Integer.MAX_VALUE, List.of());
    }

    private HttpServer begin(InetSocketAddress address, MetricsHandler handler) throws IOException {
        HttpLimits.apply();
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private interface Beginning {
        HttpServer begin() throws IOException;
    }

    /** The HTTP server's own threads inherit from the one that makes it: no daemon's would outlive the program. */
    private static HttpServer onDaemonThread(Beginning beginning) throws IOException {
        CompletableFuture<HttpServer> begun = new CompletableFuture<>();
        DaemonThreads.create("futurewire-metrics-start", () -> {
                    try {
                        begun.complete(beginning.begin());
                    } catch (Throwable failure) {
                        begun.completeExceptionally(failure);
                    }
                })
                .start();
        try {
            return begun.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException known) {
                throw known;
            }
            throw new CompletionException(failed.getCause());
        } catch (InterruptedException interrupted) {
            begun.thenAccept(late -> late.stop(0));
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the metrics were started");
        }
    }

    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                HttpLimits.MOST_CONNECTIONS,
                THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> DaemonThreads.create("futurewire-metrics-" + number.incrementAndGet(), task));
    }

    /**
     * Where it listens.
     *
     * @return the address with the real port
     */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    @Override
    public void close() {
        http.stop(0);
        end();
    }

    private void end() {
        threads.shutdownNow();
        spares.close();
        garbage.close();
        registry.close();
    }
}
