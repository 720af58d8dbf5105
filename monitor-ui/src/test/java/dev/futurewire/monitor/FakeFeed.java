package dev.futurewire.monitor;

import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedViewer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A feed whose messages a test sends through {@link #viewer()}, and which records the requests made to it. */
public final class FakeFeed implements FeedSource {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile FeedViewer viewer;

    /** Returns the viewer that watches this feed. */
    public FeedViewer viewer() {
        return viewer;
    }

    /** Returns the requests so far, such as {@code follow 5}. */
    public List<String> asked() {
        return new ArrayList<>(asked);
    }

    @Override
    public void watch(FeedViewer value, int hz) {
        viewer = value;
    }

    @Override
    public void follow(long connection) {
        asked.add("follow " + connection);
    }

    @Override
    public void unfollow(long connection) {
        asked.add("unfollow " + connection);
    }

    @Override
    public void closeConnection(long connection) {
        asked.add("close " + connection);
    }

    @Override
    public void sendLine(long connection, String line) {
        asked.add("send " + connection + " " + line);
    }

    @Override
    public void pauseAccepting(boolean paused) {
        asked.add("pause " + paused);
    }

    @Override
    public void close() {
        asked.add("closed");
    }
}
