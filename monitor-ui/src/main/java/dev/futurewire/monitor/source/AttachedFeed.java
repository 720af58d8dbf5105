package dev.futurewire.monitor.source;

import dev.futurewire.server.feed.FeedSnapshot;
import dev.futurewire.server.feed.FeedSource;
import dev.futurewire.server.feed.FeedToken;
import dev.futurewire.server.feed.FeedViewer;
import dev.futurewire.server.feed.RemoteFeed;
import dev.futurewire.server.feed.Traffic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A remote feed that knows where its token comes from: a server that was started again has a new one, and so has this, as
 * soon as the file has.
 */
final class AttachedFeed implements FeedSource {
    private static final long LOOK_MILLIS = 300;

    private final Target target;
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "futurewire-monitor-token");
        thread.setDaemon(true);
        return thread;
    });
    private volatile RemoteFeed feed;
    private volatile String token;
    private volatile @Nullable FeedViewer viewer;
    private volatile int hz;
    private volatile boolean closed;
    private volatile boolean looking;

    AttachedFeed(Target target) {
        this.target = target;
        token = read();
        feed = open(token);
    }

    /** A token that cannot be read is an empty one: the server says what that is worth. */
    private String read() {
        try {
            return FeedToken.read(target.tokenFile());
        } catch (IOException unreadable) {
            return "";
        }
    }

    private RemoteFeed open(String secret) {
        return new RemoteFeed(new InetSocketAddress(target.host(), target.port()), secret);
    }

    @Override
    public void watch(FeedViewer value, int ticksPerSecond) {
        viewer = value;
        hz = ticksPerSecond;
        RemoteFeed first = feed;
        first.watch(new Through(value, first), ticksPerSecond);
    }

    private void lookLater() {
        try {
            looker.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            // Nobody looks any more.
        }
    }

    /** While it is lost or refused: is there another token? Then there is another server, and no reason to wait longer. */
    private void look() {
        FeedViewer told = viewer;
        if (closed || told == null || !looking) {
            return;
        }
        String now = read();
        if (now.isEmpty() || now.equals(token)) {
            lookLater();
            return;
        }
        looking = false;
        token = now;
        feed.close();
        RemoteFeed fresh = open(now);
        feed = fresh;
        fresh.watch(new Through(told, fresh), hz);
    }

    private void beginToLook() {
        if (!looking) {
            looking = true;
            lookLater();
        }
    }

    /** Passes on what the present feed says, and looks for a new token when the old one does not help. */
    private final class Through implements FeedViewer {
        private final FeedViewer to;
        private final RemoteFeed from;

        Through(FeedViewer to, RemoteFeed from) {
            this.to = to;
            this.from = from;
        }

        private boolean present() {
            return feed == from;
        }

        @Override
        public void connected(String server, boolean controlAllowed) {
            if (present()) {
                looking = false;
                to.connected(server, controlAllowed);
            }
        }

        @Override
        public void tick(FeedSnapshot snapshot) {
            if (present()) {
                to.tick(snapshot);
            }
        }

        @Override
        public void traffic(Traffic traffic) {
            if (present()) {
                to.traffic(traffic);
            }
        }

        @Override
        public void refused(String code, String message) {
            if (!present()) {
                return;
            }
            if (code.equals("bad-token")) {
                beginToLook();
                if (!read().equals(token)) {
                    return; // started again meanwhile: no reason to trouble anybody
                }
            }
            to.refused(code, message);
        }

        @Override
        public void lost(String message, long retryInMillis) {
            if (present()) {
                beginToLook();
                to.lost(message, retryInMillis);
            }
        }
    }

    @Override
    public void follow(long connection) {
        feed.follow(connection);
    }

    @Override
    public void unfollow(long connection) {
        feed.unfollow(connection);
    }

    @Override
    public void closeConnection(long connection) {
        feed.closeConnection(connection);
    }

    @Override
    public void sendLine(long connection, String line) {
        feed.sendLine(connection, line);
    }

    @Override
    public void pauseAccepting(boolean paused) {
        feed.pauseAccepting(paused);
    }

    @Override
    public void close() {
        closed = true;
        looker.shutdownNow();
        feed.close();
    }
}
