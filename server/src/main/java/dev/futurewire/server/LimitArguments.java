package dev.futurewire.server;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.service.ServiceOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code serve} that limit connections: their number, their lines and their time. */
final class LimitArguments {
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.Positive.class,
            description = "Close a connection that does not send a complete line within this time.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--max-line",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "Maximum length of a line, without its terminator; a longer line closes the connection.")
    private int maxLine;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            converter = CountConverter.class,
            description =
                    "Maximum number of open connections; further clients wait to be accepted. The default is lower"
                            + " if half of the heap cannot hold that many.%n  Default: "
                            + ServerOptions.DEFAULT_MAX_CONNECTIONS)
    private @Nullable Integer maxConnections;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            defaultValue = "" + ServerOptions.DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
            converter = CountConverter.class,
            description = "Maximum number of open connections from one address; further ones are closed at once.")
    private int maxConnectionsPerAddress;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.Positive.class,
            description = "Close a connection on which no byte is transferred for this time.%n"
                    + "  Default: 10m, or --timeout if that is longer")
    private @Nullable Duration idleTimeout;

    @Option(
            names = "--line-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.Positive.class,
            description = "Close a connection whose line takes longer than this from its first byte to its end.%n"
                    + "  Default: 30s, or --timeout if that is longer")
    private @Nullable Duration lineTimeout;

    @Option(
            names = "--min-rate",
            paramLabel = "BYTES",
            defaultValue = "0",
            converter = CountConverter.NonNegative.class,
            description = "Minimum rate, in bytes per second, at which a line must arrive, measured from 10s after its"
                    + " first byte; 0 for no minimum.")
    private int minRate;

    @Option(
            names = "--write-timeout",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = DurationConverter.Positive.class,
            description =
                    "Close the connection to a client, or to --upstream, that accepts no byte of its pending output for"
                            + " this time.")
    private Duration writeTimeout = Duration.ZERO;

    LimitArguments() {}

    void addTo(ServiceOptions.Builder options) {
        options.timeout(timeout).maxLine(maxLine).writeTimeout(writeTimeout);
    }

    /** Adds the limits to a service's own options. A limit that is not given keeps the service's value. */
    void addTo(ChannelOptions.Builder options) {
        options.minInputRate(minRate).writeTimeout(writeTimeout);
        if (idleTimeout != null) {
            options.idleTimeout(idleTimeout);
        }
        if (lineTimeout != null) {
            options.frameTimeout(lineTimeout);
        }
    }

    void addTo(ServerOptions.Builder options) {
        options.maxConnectionsPerAddress(maxConnectionsPerAddress);
        if (maxConnections != null) {
            options.maxConnections(maxConnections);
        }
    }
}
