package dev.futurewire.monitor.model;

import dev.futurewire.monitor.model.follow.FollowBuffer;
import dev.futurewire.server.feed.FeedSnapshot;
import dev.futurewire.server.feed.FeedSource;
import dev.futurewire.server.feed.FeedViewer;
import dev.futurewire.server.feed.Traffic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server that is watched: its feed, the latest view of it, and the connections that are followed. */
public final class Session implements AutoCloseable {
    /** Ticks a second: no eye reads numbers faster. */
    public static final int HZ = 10;

    /** Where it comes from. */
    public enum Origin {
        /** A server in this process. */
        EMBEDDED,
        /** A demonstration in this process. */
        DEMONSTRATION,
        /** A server elsewhere. */
        ATTACHED,
        /** A file. */
        RECORDING
    }

    private final Origin origin;
    private final String name;
    private final Supplier<? extends FeedSource> opening;
    private final FeedReducer reducer;
    private final Map<Long, FollowBuffer> followed = new ConcurrentHashMap<>();
    private volatile FeedSource source;
    private volatile @Nullable FeedViewer second;

    /**
     * Begins to watch.
     *
     * @param origin where it comes from
     * @param name for people
     * @param opening opens its feed, and opens it again on {@link #reopen}
     * @param clock milliseconds since the epoch
     */
    public Session(Origin origin, String name, Supplier<? extends FeedSource> opening, LongSupplier clock) {
        this.origin = origin;
        this.name = name;
        this.opening = opening;
        reducer = new FeedReducer(clock);
        source = opening.get();
        source.watch(new Listening(source), HZ);
    }

    /** Where it comes from. */
    public Origin origin() {
        return origin;
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The latest. */
    public ServerView view() {
        return reducer.view();
    }

    /** The rates of the last hour. */
    public RateHistory history() {
        return reducer.history();
    }

    /** What is done with the server. */
    public FeedSource source() {
        return source;
    }

    /** Ends the feed and opens it anew: for a server that has refused, or to try at once. */
    public void reopen() {
        source.close();
        FeedSource fresh = opening.get();
        source = fresh;
        fresh.watch(new Listening(fresh), HZ);
    }

    /** Follows a connection, or goes on following it. */
    public FollowBuffer follow(long connection) {
        FollowBuffer buffer = new FollowBuffer(connection);
        FollowBuffer before = followed.putIfAbsent(connection, buffer);
        if (before != null) {
            return before;
        }
        source.follow(connection);
        return buffer;
    }

    /** Ends following. */
    public void unfollow(long connection) {
        if (followed.remove(connection) != null) {
            source.unfollow(connection);
        }
    }

    /** Tells another viewer all that this one is told, from now on; null ends that. */
    public void addViewer(@Nullable FeedViewer viewer) {
        second = viewer;
    }

    @Override
    public void close() {
        source.close();
    }

    /** Hears one source; what an old one says late is not heard. */
    private final class Listening implements FeedViewer {
        private final FeedSource from;

        Listening(FeedSource from) {
            this.from = from;
        }

        private boolean old() {
            return source != from;
        }

        @Override
        public void connected(String server, boolean controlAllowed) {
            if (old()) {
                return;
            }
            reducer.connected(server, controlAllowed);
            followed.keySet().forEach(from::follow);
            FeedViewer too = second;
            if (too != null) {
                too.connected(server, controlAllowed);
            }
        }

        @Override
        public void tick(FeedSnapshot snapshot) {
            if (old()) {
                return;
            }
            reducer.tick(snapshot);
            FeedViewer too = second;
            if (too != null) {
                too.tick(snapshot);
            }
        }

        @Override
        public void traffic(Traffic traffic) {
            if (old()) {
                return;
            }
            FollowBuffer buffer = followed.get(traffic.connection());
            if (buffer != null) {
                buffer.add(traffic);
            }
            FeedViewer too = second;
            if (too != null) {
                too.traffic(traffic);
            }
        }

        @Override
        public void refused(String code, String message) {
            if (!old()) {
                reducer.refused(code, message);
            }
        }

        @Override
        public void lost(String message, long retryInMillis) {
            if (!old()) {
                reducer.lost(message, retryInMillis);
            }
        }
    }
}
