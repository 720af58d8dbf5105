package dev.futurewire.monitor.source;

import dev.futurewire.TlsOptions;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedToken;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.RemoteFeed;
import dev.futurewire.feed.Traffic;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A feed of another process that rereads its token file: a restarted server has a new token, and this feed reconnects as
 * soon as the file changes.
 */
final class AttachedFeed implements FeedSource {
    private static final long POLL_MILLIS = 300;

    private final FeedAddress address;
    private final @Nullable TlsOptions tls;
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "futurewire-monitor-token");
        thread.setDaemon(true);
        return thread;
    });
    private volatile RemoteFeed feed;
    private volatile String token;
    private volatile @Nullable FeedViewer viewer;
    private volatile int hz;
    private volatile boolean closed;
    private volatile boolean polling;

    AttachedFeed(FeedAddress address, @Nullable TlsOptions tls) {
        this.address = address;
        this.tls = tls;
        token = read();
        feed = open(token);
    }

    /** Returns the token, or an empty one if the file cannot be read, which the server rejects. */
    private String read() {
        try {
            return FeedToken.read(address.tokenFile());
        } catch (IOException unreadable) {
            return "";
        }
    }

    private RemoteFeed open(String secret) {
        return new RemoteFeed(address.address(), secret, tls);
    }

    @Override
    public void watch(FeedViewer value, int ticksPerSecond) {
        viewer = value;
        hz = ticksPerSecond;
        RemoteFeed first = feed;
        first.watch(new ForwardingViewer(value, first), ticksPerSecond);
    }

    private void pollLater() {
        try {
            poller.schedule(this::poll, POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            // The feed is closed.
        }
    }

    /** Reconnects at once if the token file has changed while the feed is lost or refused. */
    private void poll() {
        FeedViewer to = viewer;
        if (closed || to == null || !polling) {
            return;
        }
        String now = read();
        if (now.isEmpty() || now.equals(token)) {
            pollLater();
            return;
        }
        polling = false;
        token = now;
        feed.close();
        RemoteFeed fresh = open(now);
        feed = fresh;
        fresh.watch(new ForwardingViewer(to, fresh), hz);
    }

    private void startPolling() {
        if (!polling) {
            polling = true;
            pollLater();
        }
    }

    /** Forwards the messages of the current feed, and polls for a new token when it is lost or refused. */
    private final class ForwardingViewer implements FeedViewer {
        private final FeedViewer to;
        private final RemoteFeed from;

        ForwardingViewer(FeedViewer to, RemoteFeed from) {
            this.to = to;
            this.from = from;
        }

        private boolean current() {
            return feed == from;
        }

        @Override
        public void connected(String server, boolean controlAllowed) {
            connected(server, controlAllowed, "");
        }

        @Override
        public void connected(String server, boolean controlAllowed, String start) {
            if (current()) {
                polling = false;
                to.connected(server, controlAllowed, start);
            }
        }

        @Override
        public void tick(FeedSnapshot snapshot) {
            if (current()) {
                to.tick(snapshot);
            }
        }

        @Override
        public void traffic(Traffic traffic) {
            if (current()) {
                to.traffic(traffic);
            }
        }

        @Override
        public void refused(String code, String message) {
            if (!current()) {
                return;
            }
            if (code.equals("bad-token")) {
                startPolling();
                if (!read().equals(token)) {
                    return; // the server has restarted: reconnecting will succeed
                }
            }
            to.refused(code, message);
        }

        @Override
        public void lost(String message, long retryInMillis) {
            if (current()) {
                startPolling();
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
    public void pauseAccepting(boolean paused, boolean keep) {
        feed.pauseAccepting(paused, keep);
    }

    @Override
    public void close() {
        closed = true;
        poller.shutdownNow();
        feed.close();
    }
}
