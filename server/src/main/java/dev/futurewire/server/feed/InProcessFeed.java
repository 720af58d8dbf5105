package dev.futurewire.server.feed;

import dev.futurewire.observe.LogLimiter;
import dev.futurewire.server.concurrent.DaemonThreads;
import dev.futurewire.server.feed.ViewerControl.Refusal;
import java.util.HashSet;
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
    private final FeedHub hub;
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
     * Creates a feed; {@link #watch} starts it.
     *
     * @param hub the hub of a server that listens already
     * @param highWaterMark the high-water mark of the server's connections, for display
     */
    public InProcessFeed(FeedHub hub, long highWaterMark) {
        this.hub = hub;
        tickBuilder = new TickBuilder(hub, highWaterMark);
        control = new ViewerControl(hub, "a viewer in this process", true);
    }

    @Override
    public void watch(FeedViewer value, int hz) {
        submit(() -> {
            viewer = value;
            watching = true;
            tickBuilder.begin();
            hub.watched(true);
            value.connected(
                    hub.service() + " " + ConnectionRows.text(hub.server().localAddress()), true);
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
            if (hub.connection(connection) == null) {
                refuse(FeedHub.notOpen(connection));
            } else if (followed.add(connection)) {
                hub.follow(connection, traffic);
            }
        });
    }

    @Override
    public void unfollow(long connection) {
        submit(() -> {
            if (followed.remove(connection)) {
                hub.unfollow(connection, traffic);
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
            followed.forEach(id -> hub.unfollow(id, traffic));
            followed.clear();
            if (watching) {
                hub.watched(false);
            }
        });
        ticker.shutdown();
    }
}
