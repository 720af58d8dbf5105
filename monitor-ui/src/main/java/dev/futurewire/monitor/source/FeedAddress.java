package dev.futurewire.monitor.source;

import dev.futurewire.TlsOptions;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The address of a feed in another process.
 *
 * @param host host name or IP address, without brackets
 * @param port port of the feed
 * @param tokenFile file that contains the token
 * @param tls whether to connect over TLS
 * @param authority file with the certificates to trust, in PEM; null for those that the JDK trusts
 */
public record FeedAddress(
        String host,
        int port,
        Path tokenFile,
        boolean tls,
        @Nullable Path authority) {
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Creates the address of a feed without TLS.
     *
     * @param host as above
     * @param port as above
     * @param tokenFile as above
     */
    public FeedAddress(String host, int port, Path tokenFile) {
        this(host, port, tokenFile, false, null);
    }

    /** Returns this address over TLS, with the certificates in a file trusted, or with those that the JDK trusts. */
    public FeedAddress overTls(@Nullable Path trusted) {
        return new FeedAddress(host, port, tokenFile, true, trusted);
    }

    /**
     * Parses {@code HOST:PORT}, {@code [::1]:PORT} or {@code PORT}.
     *
     * @param tokenFile file that contains the token, or null for the default file of the port
     * @throws IllegalArgumentException if the text has none of these forms
     */
    public static FeedAddress of(String text, @Nullable Path tokenFile) {
        int port = port(text);
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.indexOf(':') >= 0 != bracketed) {
            throw new IllegalArgumentException(text);
        }
        return new FeedAddress(host, port, tokenFile != null ? tokenFile : defaultFile(host, port));
    }

    private static Path defaultFile(String host, int port) {
        try {
            return FeedToken.defaultFile(FeedToken.locate(host, port));
        } catch (UnknownHostException unknown) {
            // Connecting reports it.
            return FeedToken.defaultFile(port);
        }
    }

    /** The file that is tried if none is named, as far as that is known without asking a name server. */
    public static Path suggestedFile(String text) {
        int port = port(text);
        boolean plain = text.startsWith("localhost:") || text.startsWith("[") || text.matches("[0-9.:]*");
        return plain ? of(text, null).tokenFile() : FeedToken.defaultFile(port);
    }

    /** Where the feed is: of a name's addresses, the one that the token file belongs to. */
    InetSocketAddress address() {
        try {
            InetSocketAddress there = FeedToken.locate(host, port);
            if (tokenFile.equals(FeedToken.defaultFile(there))) {
                return there;
            }
        } catch (UnknownHostException unknown) {
            // Connecting reports it.
        }
        return new InetSocketAddress(host, port);
    }

    /**
     * Parses the port of an address.
     *
     * @throws IllegalArgumentException if the text does not end with a port from 1 to 65535
     */
    public static int port(String text) {
        String digits = text.substring(text.lastIndexOf(':') + 1);
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > HIGHEST_PORT || Integer.parseInt(digits) == 0) {
            throw new IllegalArgumentException(text);
        }
        return Integer.parseInt(digits);
    }

    /**
     * Returns the options for TLS, with the file read and checked; null without TLS.
     *
     * @throws IOException if the file cannot be read or has no certificate; the message says which
     */
    public @Nullable TlsOptions tlsOptions() throws IOException {
        if (!tls) {
            return null;
        }
        TlsOptions.Builder options = TlsOptions.builder().serverName(host);
        if (authority != null) {
            options.trust(authority);
        }
        return options.build();
    }

    /** Opens a feed. Without TLS, the token is sent to loopback addresses only, since it would pass other networks in the clear. */
    public FeedSource open() {
        try {
            InetAddress there = address().getAddress();
            if (!tls && there != null && !there.isLoopbackAddress()) {
                return new RefusedFeed("needs-tls", this + " is not on this machine");
            }
            return new AttachedFeed(this, tlsOptions());
        } catch (IOException | IllegalArgumentException unusable) {
            return new RefusedFeed("bad-tls", String.valueOf(unusable.getMessage()));
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
