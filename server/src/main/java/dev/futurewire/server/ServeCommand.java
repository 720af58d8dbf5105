package dev.futurewire.server;

import dev.futurewire.server.concurrent.DaemonThreads;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.ShutdownReport;
import dev.futurewire.TlsOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.server.feed.FeedHub;
import dev.futurewire.server.logging.LogSetup;
import dev.futurewire.server.metrics.CertificateMetrics;
import dev.futurewire.server.metrics.MetricsEndpoint;
import dev.futurewire.server.service.Service;
import dev.futurewire.server.service.ServiceOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code futurewire serve}: listens, serves until a signal ends it, reports. */
@Command(
        name = ServeCommand.NAME,
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        showDefaultValues = true,
        description = "Serves TCP connections until SIGTERM or SIGINT.",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Prints 'futurewire SERVICE listening on HOST:PORT' to stdout when it accepts; logs to stderr.",
            "Durations: 500ms, 10s, 2m, 1h or ISO 8601. Sizes: 65536, 64KiB, 1MiB.",
            "The first signal stops accepting and lets the conversations finish within the grace, a second one cuts"
                    + " them off. Then a report on stderr and exit status 0."
        })
final class ServeCommand implements Callable<Integer> {
    static final String NAME = "serve";

    /** How long the process waits at its end for stderr to take the rest of the log and the report: two seconds. */
    private static final long LONGEST_REPORT_MILLIS = 2_000;

    /** How long the process may take to end after it has shut down: five seconds. */
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address or name to listen on; 0.0.0.0 for all.")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7000",
            converter = PortConverter.class,
            description = "Port to listen on; 0 takes a free one.")
    private int port;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            defaultValue = "echo",
            converter = ServiceConverter.class,
            description = {
                "What to do with each connection.",
                "  echo: every line comes back, BYE ends it",
                "  broadcast: every line reaches every other connection",
                "  forward: passes everything on to --upstream, and back"
            })
    @SuppressWarnings("NullAway.Init") // has a default
    private Service service;

    @Mixin
    private final ServiceArguments serviceArguments = new ServiceArguments();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.Positive.class,
            description = "A connection that sends no whole line for so long ends.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--max-line",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "The longest line, its terminator not counted; a longer one ends the connection.")
    private int maxLine;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Open connections at once; further clients wait to be accepted. In a small heap fewer by"
                    + " default: as many as fit into half of it.%n  Default: "
                    + ServerOptions.DEFAULT_MAX_CONNECTIONS)
    private @Nullable Integer maxConnections;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            defaultValue = "" + ServerOptions.DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
            converter = CountConverter.class,
            description = "Open connections at once from one address; further ones are closed at once.")
    private int maxConnectionsPerAddress;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.Positive.class,
            description = "A connection on which no byte moves for so long ends.%n"
                    + "  Default: 10m, or --timeout if that is longer")
    private @Nullable Duration idleTimeout;

    @Option(
            names = "--line-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.Positive.class,
            description = "A line that takes longer from its first byte to its end ends the connection.%n"
                    + "  Default: 30s, or --timeout if that is longer")
    private @Nullable Duration lineTimeout;

    @Option(
            names = "--min-rate",
            paramLabel = "BYTES",
            defaultValue = "0",
            converter = CountConverter.NonNegative.class,
            description = "Bytes a second at which a line must arrive, from 10s after its first byte on; 0 for no least"
                    + " rate.")
    private int minRate;

    @Option(
            names = "--write-timeout",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = DurationConverter.Positive.class,
            description =
                    "A client, or an --upstream, that takes no byte of its waiting output for so long is cut off.")
    private Duration writeTimeout = Duration.ZERO;

    @Mixin
    private final MemoryArguments memory = new MemoryArguments();

    @Mixin
    private final ServerTlsArguments tlsFiles = new ServerTlsArguments();

    @Option(
            names = "--feed",
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.class,
            description = "Tell viewers (futurewire ps, the monitor) there what the connections do; loopback only.")
    private @Nullable HostPort feed;

    @Option(names = "--allow-control", description = "Let viewers close connections, send lines and pause accepting.")
    private boolean allowControl;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Where viewers' secret is written, readable by you only; it must not exist.%n"
                    + "  Default: feed-PORT.token, or feed-ADDRESS-PORT.token if the feed is not at 127.0.0.1, in"
                    + " $XDG_RUNTIME_DIR/futurewire or ~/.cache/futurewire")
    private @Nullable Path tokenFile;

    @Option(
            names = "--metrics",
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.class,
            description =
                    "Serve Prometheus metrics there, at /metrics, and /healthz and /readyz; HOST is 127.0.0.1 if not"
                            + " given.")
    private @Nullable HostPort metrics;

    @Mixin
    private final ProxyArguments proxyArguments = new ProxyArguments();

    @Option(
            names = "--loops",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Loops that serve the connections, a thread each.%n  Default: one per processor")
    private @Nullable Integer loops;

    @Option(
            names = "--shared-read-buffer",
            description =
                    "Let connections that wait share a buffer, for very many idle ones; only where that is found to"
                            + " be safe.")
    private boolean sharedReadBuffer;

    @Option(
            names = "--shutdown-grace",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long conversations may go on after the first signal.")
    private Duration shutdownGrace = Duration.ZERO;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log details to stderr, each connection's start and end among them.")
    private boolean verbose;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "How the log is written: text, or json (an object a line).%n  Default: text")
    private LogFormat logFormat = LogFormat.TEXT;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ServeCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws CommandFailedException {
        if (verbose) {
            LogSetup.details();
        }
        if (logFormat == LogFormat.JSON) {
            LogSetup.json();
        }
        OptionDependencies.check(spec.commandLine().getParseResult(), service);
        FeedHub hub = new FeedHub(service.name());
        TlsOptions tls = tlsFiles.read();
        ServiceOptions options = serviceOptions();
        ConnectionHandler handler = handler(options);
        ServerOptions serverOptions = serverOptions(options, hub, tls);
        AsyncServer server = listen(serverOptions, handler);
        CertificateReloader watch =
                tls == null ? null : CertificateReloader.start(tls, tlsFiles.files(), CertificateReloader.INTERVAL);
        FeedEndpoint viewers = null;
        MetricsEndpoint endpoint = null;
        try {
            viewers = feed == null ? null : startFeed(feed, hub, server);
            endpoint = metrics == null ? null : startMetrics(metrics, server, serverOptions);
            serve(server, viewers, endpoint);
        } finally {
            // Also what another endpoint's failure to start leaves behind.
            server.shutdown(Duration.ZERO);
            if (watch != null) {
                watch.close();
            }
            if (endpoint != null) {
                endpoint.close();
            }
            if (viewers != null) {
                viewers.close();
            }
        }
        return 0;
    }

    private void serve(AsyncServer server, @Nullable FeedEndpoint viewers, @Nullable MetricsEndpoint endpoint) {
        ExitWatchdog watchdog = ExitWatchdog.start();
        Termination termination = new Termination(server, shutdownGrace, watchdog);
        TerminationSignals.handle(termination);
        out.println("futurewire " + service.name() + " listening on " + HostPort.text(server.localAddress()));
        out.flush();
        // Logging takes its time to start: better here, where nobody waits, than with the first warning, on a loop.
        System.getLogger(ServeCommand.class.getName()).isLoggable(Level.INFO);
        if (viewers != null) {
            viewers.announce(out);
        }
        if (endpoint != null) {
            out.println("futurewire metrics listening on " + HostPort.text(endpoint.address()));
            out.flush();
        }
        ShutdownReport last = termination.await();
        watchdog.endWithin(LONGEST_END, 0);
        report(last);
    }

    /** Prints the report, after the log. A terminal that is stopped must not keep the process. */
    private void report(ShutdownReport report) {
        Thread printer = DaemonThreads.create("futurewire-report", () -> {
            String text = ShutdownReportText.of(report);
            if (logFormat == LogFormat.JSON) {
                System.getLogger(ServeCommand.class.getName()).log(Level.INFO, () -> text.strip());
            }
            LogSetup.end();
            if (logFormat == LogFormat.TEXT) {
                err.print(text);
                err.flush();
            }
        });
        printer.start();
        try {
            printer.join(LONGEST_REPORT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FeedEndpoint startFeed(HostPort where, FeedHub hub, AsyncServer server) throws CommandFailedException {
        int highWaterMark = ChannelOptions.DEFAULT_HIGH_WATER_MARK;
        return FeedEndpoint.start(where, tokenFile, allowControl, hub, server, highWaterMark, memory.feed());
    }

    private MetricsEndpoint startMetrics(HostPort where, AsyncServer server, ServerOptions options)
            throws CommandFailedException {
        InetSocketAddress address = where.resolve();
        TlsOptions tls = options.tls();
        try {
            List<CertificateMetrics> more =
                    tls == null ? List.of() : List.of(new CertificateMetrics(tls::certificates));
            return MetricsEndpoint.start(address, server::snapshot, options.maxConnections(), more);
        } catch (IOException e) {
            throw CommandFailedException.couldNotStart(
                    "cannot serve metrics on " + HostPort.text(address) + ": " + e.getMessage(), e);
        }
    }

    ServiceOptions serviceOptions() throws CommandFailedException {
        ServiceOptions.Builder options =
                ServiceOptions.builder().timeout(timeout).maxLine(maxLine).writeTimeout(writeTimeout);
        serviceArguments.addTo(options);
        return options.build();
    }

    /** The service's, and what was asked for here. Where it was not, {@code --timeout} keeps its time. */
    ChannelOptions channelOptions(ServiceOptions options) {
        ChannelOptions.Builder channel = service.channelOptions(options).toBuilder()
                .minInputRate(minRate)
                .writeTimeout(writeTimeout);
        if (idleTimeout != null) {
            channel.idleTimeout(idleTimeout);
        }
        if (lineTimeout != null) {
            channel.frameTimeout(lineTimeout);
        }
        return channel.build();
    }

    private ConnectionHandler handler(ServiceOptions options) throws CommandFailedException {
        try {
            return service.handler(options);
        } catch (IllegalArgumentException unfit) {
            throw CommandFailedException.couldNotStart(String.valueOf(unfit.getMessage()), unfit);
        }
    }

    private ServerOptions serverOptions(ServiceOptions options, FeedHub hub, @Nullable TlsOptions tls)
            throws CommandFailedException {
        ServerOptions.Builder server = ServerOptions.builder()
                .channel(channelOptions(options))
                .maxConnectionsPerAddress(maxConnectionsPerAddress)
                .shutdownGrace(shutdownGrace);
        proxyArguments.addTo(server);
        memory.addTo(server);
        if (maxConnections != null) {
            server.maxConnections(maxConnections);
        }
        server.sharedReadBuffer(sharedReadBuffer);
        if (loops != null) {
            server.loops(loops);
        }
        if (tls != null) {
            server.tls(tls);
        }
        ConnectionListener log = verbose ? new ConnectionLog() : null;
        if (feed != null) {
            server.listener(log == null ? hub : log.andThen(hub));
        } else if (log != null) {
            server.listener(log);
        }
        return server.build();
    }

    private AsyncServer listen(ServerOptions options, ConnectionHandler handler) throws CommandFailedException {
        InetSocketAddress address = new HostPort(host, port).resolve();
        try {
            return AsyncServer.listen(address, options, handler);
        } catch (IOException e) {
            throw CommandFailedException.couldNotStart(
                    "cannot listen on " + HostPort.text(address) + ": " + e.getMessage(), e);
        }
    }
}
