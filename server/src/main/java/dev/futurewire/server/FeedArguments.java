package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code serve} for the monitor feed. */
final class FeedArguments {
    @Option(
            names = "--feed",
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.class,
            description = "Listen here for viewers (futurewire ps, the monitor) of the connections; without"
                    + " --feed-tls-cert, loopback only.")
    private @Nullable HostPort feed;

    @Option(names = "--allow-control", description = "Let viewers close connections, send lines and pause accepting.")
    private boolean allowControl;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File to write the viewers' secret to, readable by the owner only; it must not exist.%n"
                    + "  Default: feed-PORT.token, or feed-ADDRESS-PORT.token if the feed is not at 127.0.0.1, in"
                    + " $XDG_RUNTIME_DIR/futurewire or ~/.cache/futurewire")
    private @Nullable Path tokenFile;

    @Option(
            names = "--feed-tls-cert",
            paramLabel = "FILE",
            description = "Serve the feed over TLS with this certificate chain, in PEM. Changed files are reloaded.")
    private @Nullable Path chain;

    @Option(
            names = "--feed-tls-key",
            paramLabel = "FILE",
            description = "Private key of --feed-tls-cert, in PEM, not encrypted.%n  Default: the key in the file of"
                    + " --feed-tls-cert")
    private @Nullable Path key;

    FeedArguments() {}

    /** Starts the requested feed; returns null if none is. */
    @Nullable
    FeedEndpoint start(String name, AsyncServer server, long maxBuffered) throws CommandFailedException {
        if (feed == null) {
            return null;
        }
        if (chain == null) {
            return FeedEndpoint.start(settings(feed, null, maxBuffered), name, server, null);
        }
        Path keyFile = key != null ? key : chain;
        TlsOptions tls = tls(chain, keyFile);
        CertificateReloader reloader =
                CertificateReloader.start(tls, List.of(chain, keyFile), CertificateReloader.INTERVAL);
        try {
            return FeedEndpoint.start(settings(feed, tls, maxBuffered), name, server, reloader);
        } catch (CommandFailedException | RuntimeException failure) {
            reloader.close();
            throw failure;
        }
    }

    private FeedEndpoint.Settings settings(HostPort where, @Nullable TlsOptions tls, long maxBuffered) {
        return new FeedEndpoint.Settings(where, tls, tokenFile, allowControl, maxBuffered);
    }

    private static TlsOptions tls(Path chain, Path key) throws CommandFailedException {
        try {
            return TlsOptions.builder().certificate(chain, key).build();
        } catch (IOException e) {
            throw CommandFailedException.cannotStart("cannot serve the feed over TLS: " + e.getMessage(), e);
        }
    }
}
