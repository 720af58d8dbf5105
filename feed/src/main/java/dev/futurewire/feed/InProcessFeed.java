package dev.futurewire.feed;

import dev.futurewire.AsyncServer;
import dev.futurewire.feed.ViewerControl.Refusal;
import dev.futurewire.feed.concurrent.DaemonThreads;
import dev.futurewire.observe.LogLimiter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The feed of a server in the same process. Delivers the same ticks as a remote feed, without a connection. Control is allowed,
 * since a caller in the same process could call the server itself.
 */
public final class InProcessFeed implements FeedSource {
    private final FeedHubs hubs;

    /** Whether the hubs are closed with this feed. */
    private final boolean owner;

    private final TickBuilder tickBuilder;
    private final ViewerControl control;
    private final TrafficBuffer traffic = new TrafficBuffer();
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-feed-in-process"));

    /** Used on the ticker's thread only, like {@link #tickBuilder}. */
    private final Set<Long> followed = new HashSet<>();

    /** Set by {@link #watch}, before the ticker reads it. */
    private @Nullable FeedViewer viewer;

    private boolean watching;

    /**
     * Creates a feed of a server; {@link #watch} starts it.
     *
     * @param name the name of the server in the feed
     * @param server the server, which may have connections already
     */
    public InProcessFeed(String name, AsyncServer server) {
        this(new FeedHubs(List.of(FeedHub.of(name, server))), true);
    }

    private InProcessFeed(FeedHubs hubs, boolean owner) {
        this.hubs = hubs;
        this.owner = owner;
        tickBuilder = new TickBuilder(hubs);
        control = new ViewerControl(hubs, "a viewer in this process", true);
    }

    /**
     * Creates another feed of the same server. Its viewer also gets the connections, warnings and events from before, as far as
     * this feed has kept them.
     *
     * @return a feed, which must be closed before this one
     */
    public InProcessFeed another() {
        return new InProcessFeed(hubs, false);
    }

    @Override
    public void watch(FeedViewer value, int hz) {
        submit(() -> {
            viewer = value;
            watching = true;
            tickBuilder.begin();
            hubs.watched(true);
            value.connected(hubs.names() + " " + hubs.addresses(), true, FeedHubs.START);
        });
        long period = 1_000 / Math.max(1, Math.min(10, hz));
        ticker.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        FeedViewer current = viewer;
        if (current == null) {
            return;
        }
        try {
            current.tick(tickBuilder.tick());
            traffic.fetch().forEach(current::traffic);
        } catch (RuntimeException | Error failure) {
            LogLimiter.shared()
                    .log(
                            System.getLogger(InProcessFeed.class.getName()),
                            System.Logger.Level.WARNING,
                            "ticks that failed",
                            () -> "a tick failed; continuing with the next",
                            failure);
        }
    }

    @Override
    public void follow(long connection) {
        submit(() -> {
            if (hubs.connection(connection) == null) {
                refuse(FeedHubs.notOpen(connection));
            } else if (followed.add(connection)) {
                hubs.follow(connection, traffic);
            }
        });
    }

    @Override
    public void unfollow(long connection) {
        submit(() -> {
            if (followed.remove(connection)) {
                hubs.unfollow(connection, traffic);
                traffic.forget(connection);
            }
        });
    }

    @Override
    public void closeConnection(long connection) {
        submit(() -> answered(control.close(connection)));
    }

    @Override
    public void sendLine(long connection, String line) {
        submit(() -> control.send(connection, line)
                .thenAccept(refusal -> refusal.ifPresent(reason -> submit(() -> refuse(reason)))));
    }

    @Override
    public void pauseAccepting(boolean paused) {
        pauseAccepting(paused, false);
    }

    @Override
    public void pauseAccepting(boolean paused, boolean keep) {
        submit(() -> answered(control.pause(paused, keep)));
    }

    private void answered(Optional<Refusal> refusal) {
        refusal.ifPresent(this::refuse);
    }

    private void refuse(Refusal refusal) {
        FeedViewer current = viewer;
        if (current != null) {
            current.refused(refusal.code(), refusal.message());
        }
    }

    private void submit(Runnable task) {
        try {
            ticker.execute(task);
        } catch (RejectedExecutionException closed) {
            // The feed is closed; there is no viewer to notify.
        }
    }

    @Override
    public void close() {
        submit(() -> {
            viewer = null;
            control.end();
            followed.forEach(id -> hubs.unfollow(id, traffic));
            followed.clear();
            if (watching) {
                hubs.watched(false);
            }
            if (owner) {
                hubs.close();
            }
        });
        ticker.shutdown();
    }
}
