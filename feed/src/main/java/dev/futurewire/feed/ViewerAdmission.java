package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections of a feed: separately for unauthenticated connections, which have not shown the token yet, and for
 * viewers. When there are too many unauthenticated connections, a new one replaces the oldest of them, never a viewer, and
 * accepting goes on. So connections without the token cannot lock viewers out, however many there are and however often they
 * reconnect. A listener of the feed's server. Thread-safe.
 */
final class ViewerAdmission implements ConnectionListener {
    /** The maximum number of unauthenticated connections: 128. Each may last for {@link FeedSession#HELLO_SECONDS}. */
    static final int MAX_UNAUTHENTICATED = 128;

    /** The maximum number of viewers: 64. */
    static final int MAX_VIEWERS = 64;

    /** Allowance for connections that are being closed: 64. */
    private static final int CLOSING = 64;

    /** The maximum number of connections of the feed's server. */
    static final int MAX_CONNECTIONS = MAX_UNAUTHENTICATED + MAX_VIEWERS + CLOSING;

    private final Set<AsyncChannel> unauthenticated = new LinkedHashSet<>();
    private final Set<AsyncChannel> viewers = new LinkedHashSet<>();

    /** Adds an unauthenticated connection, before its TLS handshake; closes the oldest one if there are too many. */
    @Override
    public void opened(AsyncChannel channel) {
        AsyncChannel oldest = add(channel);
        if (oldest != null) {
            oldest.abort();
        }
    }

    private synchronized @Nullable AsyncChannel add(AsyncChannel channel) {
        unauthenticated.add(channel);
        if (unauthenticated.size() <= MAX_UNAUTHENTICATED) {
            return null;
        }
        Iterator<AsyncChannel> all = unauthenticated.iterator();
        AsyncChannel oldest = all.next();
        all.remove();
        return oldest;
    }

    /** Admits a connection that has shown the token; returns false if there are too many viewers already. */
    synchronized boolean admitted(AsyncChannel viewer) {
        unauthenticated.remove(viewer);
        return viewers.size() < MAX_VIEWERS && viewers.add(viewer);
    }

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        left(channel);
    }

    /** Removes a connection that has ended. */
    synchronized void left(AsyncChannel channel) {
        unauthenticated.remove(channel);
        viewers.remove(channel);
    }
}
