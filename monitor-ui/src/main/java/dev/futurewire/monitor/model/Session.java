package dev.futurewire.monitor.model;

import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.model.follow.FollowBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A watched server: its feed, the latest view of it, and the connections that are followed. */
public final class Session implements AutoCloseable {
    /** Ticks per second requested from a feed. */
    public static final int HZ = 10;

    /** Kind of feed. */
    public enum Origin {
        /** The embedded server of this process. */
        EMBEDDED,
        /** A demonstration in this process. */
        DEMONSTRATION,
        /** A server in another process. */
        ATTACHED,
        /** A recording in a file. */
        RECORDING
    }

    /**
     * A followed connection.
     *
     * @param traffic receives its traffic
     * @param rates its throughput since it is followed
     */
    public record Followed(FollowBuffer traffic, RateHistory rates) {}

    private final Origin origin;
    private final String name;
    private final Supplier<? extends FeedSource> opening;
    private final FeedReducer reducer;
    private final Map<Long, Followed> followed = new ConcurrentHashMap<>();
    private final List<FeedViewer> viewers = new CopyOnWriteArrayList<>();
    private volatile FeedSource source;

    /**
     * Opens the feed and starts watching it.
     *
     * @param origin kind of feed
     * @param name display name
     * @param opening opens the feed, and opens it again on {@link #reopen}
     * @param clock milliseconds since the epoch
     */
    public Session(Origin origin, String name, Supplier<? extends FeedSource> opening, LongSupplier clock) {
        this.origin = origin;
        this.name = name;
        this.opening = opening;
        reducer = new FeedReducer(clock);
        source = opening.get();
        source.watch(new SourceViewer(source), HZ);
    }

    /** Returns the kind of feed. */
    public Origin origin() {
        return origin;
    }

    /** Returns the display name. */
    public String name() {
        return name;
    }

    /** Returns the latest view of the server. */
    public ServerView view() {
        return reducer.view();
    }

    /** Returns what is known of the server as one tick, with the warnings and events that are kept; null before the first tick. */
    public @Nullable FeedSnapshot snapshot() {
        ServerView view = view();
        if (view.totals() == null) {
            return null;
        }
        Map<Boolean, List<ConnectionRow>> rows = view.entries().stream()
                .collect(Collectors.partitioningBy(
                        ConnectionEntry::closed, Collectors.mapping(ConnectionEntry::row, Collectors.toList())));
        return new FeedSnapshot(
                0,
                view.tickMillis(),
                view.totals(),
                rows.getOrDefault(false, List.of()),
                rows.getOrDefault(true, List.of()),
                view.warnings(),
                view.events(),
                view.lines(),
                view.servers());
    }

    /** Returns the throughput of the last hour. */
    public RateHistory history() {
        return reducer.history();
    }

    /** Returns the open feed, which takes requests to the server. */
    public FeedSource source() {
        return source;
    }

    /** Returns what controls the replay of a recording, or null for a live feed. */
    public @Nullable Playback playback() {
        return source instanceof Playback playback ? playback : null;
    }

    /** Closes the feed and opens it again, after a refusal or to retry without delay. */
    public void reopen() {
        source.close();
        FeedSource fresh = opening.get();
        source = fresh;
        fresh.watch(new SourceViewer(fresh), HZ);
    }

    /** Follows a connection, and returns what receives its traffic; the same if it is followed already. */
    public Followed follow(long connection) {
        Followed fresh = new Followed(new FollowBuffer(connection), new RateHistory());
        Followed before = followed.putIfAbsent(connection, fresh);
        if (before != null) {
            return before;
        }
        // While the feed is not connected, the number may come to belong to a connection of another process.
        if (view().status().phase() == FeedPhase.LIVE) {
            source.follow(connection);
        }
        return fresh;
    }

    /** Stops following a connection; does nothing if it is not followed. */
    public void unfollow(long connection) {
        if (followed.remove(connection) != null) {
            source.unfollow(connection);
        }
    }

    /** Passes every greeting, tick and segment of traffic from now on to another viewer as well. */
    public void addViewer(FeedViewer viewer) {
        viewers.add(viewer);
    }

    /** Stops passing messages to a viewer that was added. */
    public void removeViewer(FeedViewer viewer) {
        viewers.remove(viewer);
    }

    @Override
    public void close() {
        source.close();
    }

    /** Receives the messages of one feed; discards them once the session has opened another. */
    private final class SourceViewer implements FeedViewer {
        private final FeedSource from;

        SourceViewer(FeedSource from) {
            this.from = from;
        }

        private boolean replaced() {
            return source != from;
        }

        @Override
        public void connected(String server, boolean controlAllowed) {
            connected(server, controlAllowed, "");
        }

        @Override
        public void connected(String server, boolean controlAllowed, String start) {
            if (replaced()) {
                return;
            }
            boolean same = reducer.isSameStart(start);
            reducer.connected(server, controlAllowed, start);
            if (same) {
                long millis = reducer.view().receivedMillis();
                followed.values().forEach(each -> each.traffic().interrupted(millis));
                followed.keySet().forEach(from::follow);
            } else {
                // The numbers belong to other connections now.
                followed.keySet().forEach(from::unfollow);
                followed.clear();
            }
            viewers.forEach(viewer -> viewer.connected(server, controlAllowed, start));
        }

        @Override
        public void tick(FeedSnapshot snapshot) {
            if (replaced()) {
                return;
            }
            reducer.tick(snapshot);
            addRates(snapshot);
            viewers.forEach(viewer -> viewer.tick(snapshot));
        }

        private void addRates(FeedSnapshot snapshot) {
            followed.forEach((id, each) -> {
                ConnectionEntry entry = reducer.view().entry(id);
                if (entry != null && !entry.closed()) {
                    each.rates()
                            .add(
                                    snapshot.timeMillis(),
                                    entry.row().bytesIn(),
                                    entry.row().bytesOut());
                }
            });
        }

        @Override
        public void traffic(Traffic traffic) {
            if (replaced()) {
                return;
            }
            Followed to = followed.get(traffic.connection());
            if (to != null) {
                to.traffic().add(traffic);
            }
            viewers.forEach(viewer -> viewer.traffic(traffic));
        }

        @Override
        public void refused(String code, String message) {
            if (!replaced()) {
                reducer.refused(code, message);
            }
        }

        @Override
        public void lost(String message, long retryInMillis) {
            if (!replaced()) {
                reducer.lost(message, retryInMillis);
            }
        }
    }
}
