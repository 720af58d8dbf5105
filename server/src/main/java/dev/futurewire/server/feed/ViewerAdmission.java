package dev.futurewire.server.feed;

import dev.futurewire.AsyncChannel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The places at a feed: a few for connections that have not shown the token yet, others for viewers. A stranger takes the
 * place of the stranger that has been there the longest, never a viewer's, and accepting goes on: connections without the
 * token, however many and however often they come back, keep no viewer out. Thread-safe.
 */
final class ViewerAdmission {
    /** How many connections may be without the token at once: 128; each for {@link FeedSession#HELLO_SECONDS}. */
    static final int MOST_STRANGERS = 128;

    /** How many viewers there may be at once: 64. */
    static final int MOST_VIEWERS = 64;

    /** How many connections are open beyond these for a moment, because they are being closed: 64. */
    private static final int LEAVING = 64;

    /** How many connections the feed's server must accept for this. */
    static final int MOST_CONNECTIONS = MOST_STRANGERS + MOST_VIEWERS + LEAVING;

    private final Set<AsyncChannel> strangers = new LinkedHashSet<>();
    private final Set<AsyncChannel> viewers = new LinkedHashSet<>();

    /** Adds a connection without the token; cuts off the oldest such one if there are too many. */
    void arrived(AsyncChannel stranger) {
        AsyncChannel oldest = add(stranger);
        if (oldest != null) {
            oldest.abort();
        }
    }

    private synchronized @Nullable AsyncChannel add(AsyncChannel stranger) {
        strangers.add(stranger);
        if (strangers.size() <= MOST_STRANGERS) {
            return null;
        }
        Iterator<AsyncChannel> all = strangers.iterator();
        AsyncChannel oldest = all.next();
        all.remove();
        return oldest;
    }

    /** A connection has shown the token; false if there are too many viewers already. */
    synchronized boolean admitted(AsyncChannel viewer) {
        strangers.remove(viewer);
        return viewers.size() < MOST_VIEWERS && viewers.add(viewer);
    }

    /** A connection has ended. */
    synchronized void left(AsyncChannel channel) {
        strangers.remove(channel);
        viewers.remove(channel);
    }
}
