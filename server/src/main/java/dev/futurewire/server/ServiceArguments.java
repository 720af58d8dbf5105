package dev.futurewire.server;

import dev.futurewire.server.service.ServiceOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code serve} that only some services heed. */
final class ServiceArguments {
    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Where forward passes everything on to.")
    private @Nullable HostPort upstream;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.MoreThanZero.class,
            description = "How long connecting to --upstream may take.")
    private Duration connectTimeout = Duration.ZERO;

    ServiceArguments() {}

    /** Adds what was asked for. */
    void addTo(ServiceOptions.Builder options) throws CommandFailedException {
        options.connectTimeout(connectTimeout);
        if (upstream != null) {
            options.upstream(upstream.resolve());
        }
    }
}
