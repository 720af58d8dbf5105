package dev.futurewire.monitor.source;

import dev.futurewire.server.feed.FeedSource;
import dev.futurewire.server.feed.FeedToken;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A feed elsewhere.
 *
 * @param host name or address, without brackets
 * @param port the feed's port
 * @param tokenFile where the secret is
 */
public record Target(String host, int port, Path tokenFile) {
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads {@code HOST:PORT}, {@code [::1]:PORT} or {@code PORT}.
     *
     * @param tokenFile null for where a server puts it if nobody says otherwise
     * @throws IllegalArgumentException if it is none of these
     */
    public static Target of(String text, @Nullable Path tokenFile) {
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
        return new Target(host, port, tokenFile != null ? tokenFile : FeedToken.defaultFile(port));
    }

    public static int port(String text) {
        String digits = text.substring(text.lastIndexOf(':') + 1);
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > HIGHEST_PORT || Integer.parseInt(digits) == 0) {
            throw new IllegalArgumentException(text);
        }
        return Integer.parseInt(digits);
    }

    /** A new feed of it. */
    public FeedSource open() {
        return new AttachedFeed(this);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
