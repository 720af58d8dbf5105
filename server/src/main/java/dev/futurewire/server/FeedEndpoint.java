package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.TlsOptions;
import dev.futurewire.feed.MonitorFeed;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The feed of a running server, started from the command line. */
record FeedEndpoint(MonitorFeed feed, @Nullable CertificateReloader reloader) implements AutoCloseable {
    /**
     * What the command line says about the feed.
     *
     * @param where where to listen
     * @param tls the options for TLS, or null for plaintext
     * @param tokenFile the token file, or null for the default
     * @param allowControl whether viewers may control the server
     * @param maxBuffered the maximum number of bytes queued for all viewers
     */
    record Settings(
            HostPort where,
            @Nullable TlsOptions tls,
            @Nullable Path tokenFile,
            boolean allowControl,
            long maxBuffered) {}

    /** Starts the feed of a server with this name. */
    static FeedEndpoint start(
            Settings settings, String name, AsyncServer server, @Nullable CertificateReloader reloader)
            throws CommandFailedException {
        InetSocketAddress address = settings.where().resolve();
        if (settings.tls() == null && !address.getAddress().isLoopbackAddress()) {
            throw CommandFailedException.cannotStart(
                    "--feed " + settings.where() + ": without --feed-tls-cert, the feed is not encrypted and listens on"
                            + " loopback addresses only",
                    null);
        }
        MonitorFeed.Builder feed = MonitorFeed.builder()
                .server(name, server)
                .clients(true)
                .address(address)
                .allowControl(settings.allowControl())
                .maxBufferedBytes(settings.maxBuffered());
        if (settings.tls() != null) {
            feed.tls(settings.tls());
        }
        if (settings.tokenFile() != null) {
            feed.tokenFile(settings.tokenFile());
        }
        try {
            return new FeedEndpoint(feed.start(), reloader);
        } catch (FileSystemException e) {
            throw CommandFailedException.cannotStart(
                    "cannot create the token file"
                            + (settings.tokenFile() == null ? "" : " " + settings.tokenFile()) + ": "
                            + FileErrorText.of(e),
                    e);
        } catch (IOException e) {
            throw CommandFailedException.cannotStart(
                    "cannot serve the feed on " + settings.where() + ": " + e.getMessage(), e);
        }
    }

    void announce(PrintStream out) {
        out.println("futurewire feed listening on " + HostPort.text(feed.localAddress()) + " (token file "
                + feed.tokenFile() + ")");
        out.flush();
    }

    @Override
    public void close() {
        if (reloader != null) {
            reloader.close();
        }
        feed.close();
    }
}
