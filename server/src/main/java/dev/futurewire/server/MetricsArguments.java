package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.server.metrics.CertificateMetrics;
import dev.futurewire.server.metrics.MetricsEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of {@code serve} for metrics and health checks. */
final class MetricsArguments {
    @Option(
            names = "--metrics",
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.class,
            description =
                    "Serve Prometheus metrics at /metrics and health checks at /healthz and /readyz; HOST defaults"
                            + " to 127.0.0.1.")
    private @Nullable HostPort metrics;

    MetricsArguments() {}

    /** Starts the requested endpoint; returns null if none is. */
    @Nullable
    MetricsEndpoint start(AsyncServer server, ServerOptions options) throws CommandFailedException {
        if (metrics == null) {
            return null;
        }
        InetSocketAddress address = metrics.resolve();
        TlsOptions tls = options.tls();
        try {
            List<CertificateMetrics> more =
                    tls == null ? List.of() : List.of(new CertificateMetrics(tls::certificates));
            return MetricsEndpoint.start(address, server::snapshot, options.maxConnections(), more);
        } catch (IOException e) {
            throw CommandFailedException.cannotStart(
                    "cannot serve metrics on " + HostPort.text(address) + ": " + e.getMessage(), e);
        }
    }
}
