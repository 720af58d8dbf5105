package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.futurewire.observe.ServerSnapshot.AcceptState;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pause ends when its viewer disconnects, however that happens. */
@Timeout(60)
class PauseEndsWithViewerTest {
    private static final String PAUSE = "{\"type\":\"pause\",\"paused\":true}";
    private static final String PAUSE_FOR_GOOD = "{\"type\":\"pause\",\"paused\":true,\"keep\":true}";
    private static final String RESUME = "{\"type\":\"pause\",\"paused\":false}";

    @TempDir
    Path folder;

    private static void awaitState(WatchedServer watched, AcceptState state) throws Exception {
        Eventually.until("" + state, () -> watched.server.snapshot().acceptState() == state);
    }

    private static void assertState(WatchedServer watched, AcceptState state) {
        assertEquals(state, watched.server.snapshot().acceptState());
    }

    @Test
    void theServerAcceptsAgainWhenTheConnectionIsLost() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true)) {
            try (RawViewer viewer = new RawViewer(watched)) {
                viewer.send(PAUSE).sync();
                assertState(watched, AcceptState.PAUSED);
            }
            awaitState(watched, AcceptState.ACCEPTING);
        }
    }

    @Test
    void theServerAcceptsAgainAfterBye() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RawViewer viewer = new RawViewer(watched)) {
            viewer.send(PAUSE).sync();
            assertState(watched, AcceptState.PAUSED);
            viewer.send("{\"type\":\"bye\"}");
            awaitState(watched, AcceptState.ACCEPTING);
        }
    }

    @Test
    void theServerAcceptsAgainWhenTheRemoteFeedIsClosed() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true)) {
            try (RemoteFeed feed = watched.viewer()) {
                RecordingViewer viewing = new RecordingViewer();
                feed.watch(viewing, 10);
                viewing.await("a tick", v -> v.latest != null);
                feed.pauseAccepting(true);
                awaitState(watched, AcceptState.PAUSED);
            }
            awaitState(watched, AcceptState.ACCEPTING);
        }
    }

    @Test
    void theServerAcceptsAgainWhenTheInProcessFeedIsClosed() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true)) {
            try (InProcessFeed feed = new InProcessFeed("echo", watched.server)) {
                feed.watch(new RecordingViewer(), 10);
                feed.pauseAccepting(true);
                awaitState(watched, AcceptState.PAUSED);
            }
            awaitState(watched, AcceptState.ACCEPTING);
        }
    }

    @Test
    void theServerAcceptsAgainWhenTheFeedItselfIsClosed() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RawViewer viewer = new RawViewer(watched)) {
            viewer.send(PAUSE).sync();
            watched.feed.close();
            awaitState(watched, AcceptState.ACCEPTING);
        }
    }

    @Test
    void thePauseOfAnotherViewerContinues() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RawViewer lasting = new RawViewer(watched)) {
            try (RawViewer viewer = new RawViewer(watched)) {
                lasting.send(PAUSE).sync();
                viewer.send(PAUSE).sync();
            }
            Eventually.until("only one viewer is left", () -> watched.viewers() == 1);
            lasting.sync();
            assertState(watched, AcceptState.PAUSED);
            lasting.send(RESUME).sync();
            awaitState(watched, AcceptState.ACCEPTING);
        }
    }

    @Test
    void aPermanentPauseLastsUntilItIsResumed() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true)) {
            try (RawViewer viewer = new RawViewer(watched)) {
                viewer.send(PAUSE_FOR_GOOD).sync();
            }
            Eventually.until("no viewer is left", () -> watched.viewers() == 0);
            assertState(watched, AcceptState.PAUSED);
            try (RawViewer other = new RawViewer(watched)) {
                other.send(RESUME).sync();
                awaitState(watched, AcceptState.ACCEPTING);
            }
        }
    }

    @Test
    void aViewerThatHasNotPausedDoesNotResume() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true)) {
            watched.server.pauseAccepting(true);
            new RawViewer(watched).sync().close();
            Eventually.until("no viewer is left", () -> watched.viewers() == 0);
            assertFalse(Eventually.happens(
                    Duration.ofMillis(100), () -> watched.server.snapshot().acceptState() == AcceptState.ACCEPTING));
        }
    }
}
