package dev.futurewire.monitor.source;

import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedViewer;

/**
 * A feed that is not attached to, for a reason that is found before anything is sent.
 *
 * @param code machine-readable code
 * @param message the reason, for display
 */
record RefusedFeed(String code, String message) implements FeedSource {
    @Override
    public void watch(FeedViewer viewer, int hz) {
        viewer.refused(code, message);
    }

    @Override
    public void follow(long connection) {
        // There is no feed.
    }

    @Override
    public void unfollow(long connection) {
        // There is no feed.
    }

    @Override
    public void closeConnection(long connection) {
        // There is no feed.
    }

    @Override
    public void sendLine(long connection, String line) {
        // There is no feed.
    }

    @Override
    public void pauseAccepting(boolean paused) {
        // There is no feed.
    }

    @Override
    public void close() {
        // Nothing to end.
    }
}
