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

/** Options of {@code serve} that only some services use. */
final class ServiceArguments {
    private static final String ENVIRONMENT = "FUTUREWIRE_BUS_";

    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Server that forward connects each client to.")
    private @Nullable HostPort upstream;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.Positive.class,
            description = "Time limit for connecting to --upstream.")
    private Duration connectTimeout = Duration.ZERO;

    @Option(
            names = "--slow-consumers",
            paramLabel = "POLICY",
            description = "What broadcast does with a client that reads too slowly: drop (it misses lines) or"
                    + " disconnect.%n  Default: drop")
    private @Nullable SlowConsumers slowConsumers;

    @Option(
            names = "--bus",
            paramLabel = "nats://HOST:PORT",
            description =
                    "NATS broker that connects the broadcast rooms of several servers; tls:// for TLS. Several broker"
                            + " addresses are separated by commas.")
    private @Nullable String bus;

    @Option(
            names = "--bus-credentials",
            paramLabel = "FILE",
            description = "Credentials for --bus: a NATS credentials file, or lines user=, password= or token=.%n"
                    + "  Default: FUTUREWIRE_BUS_USER and FUTUREWIRE_BUS_PASSWORD, or FUTUREWIRE_BUS_TOKEN, of the"
                    + " environment")
    private @Nullable Path busCredentials;

    @Option(
            names = "--bus-tls-ca",
            paramLabel = "FILE",
            description = "Trust these certificates, in PEM, instead of the JDK's, for the broker on --bus.")
    private @Nullable Path busTlsCa;

    @Option(
            names = "--room",
            paramLabel = "NAME",
            defaultValue = ServiceOptions.DEFAULT_ROOM,
            description = "Name of the room on --bus.")
    private String room = ServiceOptions.DEFAULT_ROOM;

    ServiceArguments() {}

    /** Adds the requested options. */
    void addTo(ServiceOptions.Builder options) throws CommandFailedException {
        options.connectTimeout(connectTimeout);
        if (upstream != null) {
            // Reports an unknown host at startup. A name is resolved again for each connection, since it may change.
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
                        (busCredentials != null ? "--bus-credentials" : "--bus-tls-ca") + " needs --bus");
            }
        } catch (IllegalArgumentException invalid) {
            throw CommandFailedException.cannotStart(String.valueOf(invalid.getMessage()), invalid);
        }
    }

    /**
     * Returns the credentials from the file, or else from the environment, unless the URL contains some; null if there are
     * none.
     */
    private @Nullable BusCredentials credentials(String url) throws CommandFailedException {
        if (busCredentials == null) {
            return url.indexOf('@') >= 0 ? null : credentials(System.getenv());
        }
        try {
            return BusCredentials.read(busCredentials);
        } catch (IOException e) {
            throw CommandFailedException.cannotStart("cannot use --bus-credentials: " + e.getMessage(), e);
        }
    }

    /** Returns the credentials from the environment, or null if there are none. An empty variable counts as unset. */
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
