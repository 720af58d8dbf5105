package dev.futurewire.server;

import dev.futurewire.server.service.BusCredentials;
import dev.futurewire.server.service.ServiceOptions;
import dev.futurewire.server.service.SlowConsumers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code serve} that only some services heed. */
final class ServiceArguments {
    private static final String ENVIRONMENT = "FUTUREWIRE_BUS_";

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
            converter = DurationConverter.Positive.class,
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
            description = "A NATS broker that makes one room of the broadcast services of many servers; tls:// for TLS;"
                    + " several servers of it with commas in between.")
    private @Nullable String bus;

    @Option(
            names = "--bus-credentials",
            paramLabel = "FILE",
            description = "Who this server is on --bus: a NATS credentials file, or lines user=, password= or token=.%n"
                    + "  Default: FUTUREWIRE_BUS_USER and FUTUREWIRE_BUS_PASSWORD, or FUTUREWIRE_BUS_TOKEN, of the"
                    + " environment")
    private @Nullable Path busCredentials;

    @Option(
            names = "--bus-tls-ca",
            paramLabel = "FILE",
            description = "Trust these certificates, in PEM, instead of the JDK's, as the broker's on --bus.")
    private @Nullable Path busTlsCa;

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
                BusCredentials credentials = credentials(bus);
                if (credentials != null) {
                    options.busCredentials(credentials);
                }
                if (busTlsCa != null) {
                    options.busTlsCa(busTlsCa);
                }
            } else if (busCredentials != null || busTlsCa != null) {
                throw new IllegalArgumentException(
                        (busCredentials != null ? "--bus-credentials" : "--bus-tls-ca") + " is of use with --bus only");
            }
        } catch (IllegalArgumentException unfit) {
            throw CommandFailedException.couldNotStart(String.valueOf(unfit.getMessage()), unfit);
        }
    }

    /** From the file, else from the environment; those in the URL are as near to the user as the file is. */
    private @Nullable BusCredentials credentials(String url) throws CommandFailedException {
        if (busCredentials == null) {
            return url.indexOf('@') >= 0 ? null : credentials(System.getenv());
        }
        try {
            return BusCredentials.read(busCredentials);
        } catch (IOException e) {
            throw CommandFailedException.couldNotStart("cannot use --bus-credentials: " + e.getMessage(), e);
        }
    }

    /** From the environment; an empty variable is none. */
    static @Nullable BusCredentials credentials(Map<String, String> environment) {
        try {
            return BusCredentials.of(
                    value(environment, "USER"), value(environment, "PASSWORD"), value(environment, "TOKEN"));
        } catch (IllegalArgumentException incomplete) {
            throw new IllegalArgumentException(
                    ENVIRONMENT + "USER, " + ENVIRONMENT + "PASSWORD and " + ENVIRONMENT + "TOKEN: "
                            + incomplete.getMessage(),
                    incomplete);
        }
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String value = environment.get(ENVIRONMENT + name);
        return value == null || value.isEmpty() ? null : value;
    }
}
