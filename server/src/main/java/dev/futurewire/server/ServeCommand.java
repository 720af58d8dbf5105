package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.ShutdownReport;
import dev.futurewire.TlsOptions;
import dev.futurewire.server.metrics.MetricsEndpoint;
import dev.futurewire.server.service.Service;
import dev.futurewire.server.service.ServiceOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code futurewire serve}: listens, serves until a signal arrives, and prints a report. */
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
            "Prints 'futurewire SERVICE listening on HOST:PORT' to stdout once it accepts connections; logs to stderr.",
            "Every option can also be set in the file that --config names, without its dashes (max-connections = 100), or in"
                    + " the environment (FUTUREWIRE_MAX_CONNECTIONS).",
            "Durations: 500ms, 10s, 2m, 1h or ISO 8601. Sizes: 65536, 64KiB, 1MiB.",
            "The first signal stops accepting and lets connections finish within the grace period; a second one closes"
                    + " them. The command then prints a report to stderr and exits with status 0."
        })
final class ServeCommand implements Callable<Integer> {
    static final String NAME = "serve";

    /** How long the process may take to exit after the server has shut down: five seconds. */
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(5);

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address or host name to listen on; 0.0.0.0 for all addresses.")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7000",
            converter = PortConverter.class,
            description = "Port to listen on; 0 for any free port.")
    private int port;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            defaultValue = "echo",
            converter = ServiceConverter.class,
            description = {
                "What to do with each connection.",
                "  echo: sends every line back; BYE closes the connection",
                "  broadcast: sends every line to every other connection",
                "  forward: forwards all bytes to --upstream, and back"
            })
    @SuppressWarnings("NullAway.Init") // has a default
    private Service service;

    @Mixin
    private final ServiceArguments serviceArguments = new ServiceArguments();

    @Mixin
    private final LimitArguments limits = new LimitArguments();

    @Mixin
    private final MemoryArguments memory = new MemoryArguments();

    @Mixin
    private final ServerTlsArguments tlsArguments = new ServerTlsArguments();

    @Mixin
    private final FeedArguments feed = new FeedArguments();

    @Mixin
    private final MetricsArguments metrics = new MetricsArguments();

    @Mixin
    private final ProxyArguments proxyArguments = new ProxyArguments();

    @Option(
            names = "--loops",
            paramLabel = "N",
            converter = CountConverter.class,
            description =
                    "Number of loops that serve the connections; each has one thread.%n  Default: one per processor")
    private @Nullable Integer loops;

    @Option(
            names = "--shared-read-buffer",
            description =
                    "Let waiting connections share a read buffer, which saves memory with very many idle connections;"
                            + " used only if the platform is found to support it safely.")
    private boolean sharedReadBuffer;

    @Option(
            names = "--shutdown-grace",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long open connections may continue after the first signal.")
    private Duration shutdownGrace = Duration.ZERO;

    @Mixin
    private final LogArguments log = new LogArguments();

    @SuppressWarnings("UnusedVariable") // declares its option
    @Mixin
    private final ConfigurationArguments configuration = new ConfigurationArguments();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ServeCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws CommandFailedException {
        log.apply();
        OptionDependencies.check(spec.commandLine().getParseResult(), service);
        TlsOptions tls = tlsArguments.read();
        ServiceOptions options = serviceOptions();
        ConnectionHandler handler = handler(options);
        ServerOptions serverOptions = serverOptions(options, tls);
        AsyncServer server = listen(serverOptions, handler);
        CertificateReloader reloader =
                tls == null ? null : CertificateReloader.start(tls, tlsArguments.files(), CertificateReloader.INTERVAL);
        FeedEndpoint viewers = null;
        MetricsEndpoint endpoint = null;
        try {
            viewers = feed.start(service.name(), server, memory.feed());
            endpoint = metrics.start(server, serverOptions);
            serve(server, viewers, endpoint);
        } finally {
            // Also if one of the other endpoints fails to start.
            server.shutdown(Duration.ZERO);
            if (reloader != null) {
                reloader.close();
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
        // Initializes logging here, where no connection waits for it, and not with the first warning on a loop.
        System.getLogger(ServeCommand.class.getName()).isLoggable(Level.INFO);
        if (viewers != null) {
            viewers.announce(out);
        }
        if (endpoint != null) {
            out.println("futurewire metrics listening on " + HostPort.text(endpoint.address()));
            out.flush();
        }
        ShutdownReport report = termination.await();
        watchdog.endWithin(EXIT_TIMEOUT, 0);
        new ShutdownReporter(err, log.json()).print(report);
    }

    ServiceOptions serviceOptions() throws CommandFailedException {
        ServiceOptions.Builder options = ServiceOptions.builder();
        limits.addTo(options);
        serviceArguments.addTo(options);
        return options.build();
    }

    ChannelOptions channelOptions(ServiceOptions options) {
        ChannelOptions.Builder channel = service.channelOptions(options).toBuilder();
        limits.addTo(channel);
        return channel.build();
    }

    private ConnectionHandler handler(ServiceOptions options) throws CommandFailedException {
        try {
            return service.handler(options);
        } catch (IllegalArgumentException invalid) {
            throw CommandFailedException.cannotStart(String.valueOf(invalid.getMessage()), invalid);
        }
    }

    private ServerOptions serverOptions(ServiceOptions options, @Nullable TlsOptions tls)
            throws CommandFailedException {
        ServerOptions.Builder server = ServerOptions.builder()
                .channel(channelOptions(options))
                .shutdownGrace(shutdownGrace)
                .sharedReadBuffer(sharedReadBuffer);
        limits.addTo(server);
        proxyArguments.addTo(server);
        memory.addTo(server);
        if (loops != null) {
            server.loops(loops);
        }
        if (tls != null) {
            server.tls(tls);
        }
        if (log.verbose()) {
            server.listener(new ConnectionLog());
        }
        return server.build();
    }

    private AsyncServer listen(ServerOptions options, ConnectionHandler handler) throws CommandFailedException {
        InetSocketAddress address = new HostPort(host, port).resolve();
        try {
            return AsyncServer.listen(address, options, handler);
        } catch (IOException e) {
            throw CommandFailedException.cannotStart(
                    "cannot listen on " + HostPort.text(address) + ": " + e.getMessage(), e);
        }
    }
}
