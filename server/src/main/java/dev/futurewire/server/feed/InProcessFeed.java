package dev.futurewire.server.feed;

import dev.futurewire.server.concurrent.DaemonThreads;
import dev.futurewire.observe.LogLimiter;
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
 * A server in this process, watched through its hub: the same ticks as over the wire, without the wire. Control is
 * allowed: who can call this could call the server itself.
 */
public final class InProcessFeed implements FeedSource {
    private final FeedHub hub;
    private final TickBuilder state;
    private final ViewerControl control;
    private final TrafficBuffer tap = new TrafficBuffer();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-feed-in-process"));

    /** Used by the ticker's thread only, like {@link #state}. */
    private final Set<Long> followed = new HashSet<>();

    /** Set by {@link #watch}, before the ticker reads it. */
    private @Nullable FeedViewer viewer;

    private boolean watching;

    /**
     * Prepares to watch.
     *
     * @param hub the listener of the server, which listens already
     * @param highWaterMark of the server's connections, for people
     */
    public InProcessFeed(FeedHub hub, long highWaterMark) {
        this.hub = hub;
        state = new TickBuilder(hub, highWaterMark);
        control = new ViewerControl(hub, "a viewer in this process", true);
    }

    @Override
    public void watch(FeedViewer value, int hz) {
        later(() -> {
            viewer = value;
            watching = true;
            state.begin();
            hub.watched(true);
            value.connected(hub.service() + " " + ConnectionRows.text(hub.server().localAddress()), true);
        });
        long period = 1_000 / Math.max(1, Math.min(10, hz));
        ticker.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        FeedViewer told = viewer;
        if (told == null) {
            return;
        }
        try {
            told.tick(state.tick());
            tap.fetch().forEach(told::traffic);
        } catch (RuntimeException failure) {
            LogLimiter.shared()
                    .log(
                            System.getLogger(InProcessFeed.class.getName()),
                            System.Logger.Level.WARNING,
                            "ticks that failed",
                            () -> "a tick failed; the next is tried",
                            failure);
        }
    }

    @Override
    public void follow(long connection) {
        later(() -> {
            if (hub.connection(connection) == null) {
                refuse(FeedHub.notOpen(connection));
            } else if (followed.add(connection)) {
                hub.follow(connection, tap);
            }
        });
    }

    @Override
    public void unfollow(long connection) {
        later(() -> {
            if (followed.remove(connection)) {
                hub.unfollow(connection, tap);
                tap.forget(connection);
            }
        });
    }

    @Override
    public void closeConnection(long connection) {
        later(() -> answered(control.close(connection)));
    }

    @Override
    public void sendLine(long connection, String line) {
        later(() -> control.send(connection, line)
                .thenAccept(refusal -> refusal.ifPresent(reason -> later(() -> refuse(reason)))));
    }

    @Override
    public void pauseAccepting(boolean paused) {
        pauseAccepting(paused, false);
    }

    @Override
    public void pauseAccepting(boolean paused, boolean keep) {
        later(() -> answered(control.pause(paused, keep)));
    }

    private void answered(Optional<Refusal> refusal) {
        refusal.ifPresent(this::refuse);
    }

    private void refuse(Refusal refusal) {
        FeedViewer told = viewer;
        if (told != null) {
            told.refused(refusal.code(), refusal.message());
        }
    }

    private void later(Runnable what) {
        try {
            ticker.execute(what);
        } catch (RejectedExecutionException closed) {
            // Nobody watches any more.
        }
    }

    @Override
    public void close() {
        later(() -> {
            viewer = null;
            control.end();
            followed.forEach(id -> hub.unfollow(id, tap));
            followed.clear();
            if (watching) {
                hub.watched(false);
            }
        });
        ticker.shutdown();
    }
}
