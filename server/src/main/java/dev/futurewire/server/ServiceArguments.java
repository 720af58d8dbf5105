package dev.futurewire.server;

import dev.futurewire.server.service.ServiceOptions;
import dev.futurewire.server.service.SlowConsumers;
import java.net.InetSocketAddress;
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

    @Option(
            names = "--slow-consumers",
            paramLabel = "POLICY",
            description = "What broadcast does with a client that takes its lines too slowly: drop (it misses lines) or"
                    + " disconnect.%n  Default: drop")
    private @Nullable SlowConsumers slowConsumers;

    @Option(
            names = "--bus",
            paramLabel = "nats://HOST:PORT",
            description = "A NATS broker that makes one room of the broadcast services of many servers.")
    private @Nullable String bus;

    @Option(
            names = "--room",
            paramLabel = "NAME",
            defaultValue = ServiceOptions.DEFAULT_ROOM,
            description = "Which of the rooms on --bus.")
    private String room = ServiceOptions.DEFAULT_ROOM;

    ServiceArguments() {}

    /** Adds what was asked for. */
    void addTo(ServiceOptions.Builder options) throws CommandFailedException {
        options.connectTimeout(connectTimeout);
        if (upstream != null) {
            // A name that nobody knows is told at once; one that changes is looked up again for each connection.
            InetSocketAddress now = upstream.resolve();
            options.upstream(upstream.isName() ? upstream.unresolved() : now);
        }
        if (slowConsumers != null) {
            options.slowConsumers(slowConsumers);
        }
        try {
            options.room(room);
            if (bus != null) {
                options.bus(bus);
            }
        } catch (IllegalArgumentException unfit) {
            throw CommandFailedException.couldNotStart(String.valueOf(unfit.getMessage()), unfit);
        }
    }
}
