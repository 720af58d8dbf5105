package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections without the token cannot lock viewers out, whatever they send and however many there are. */
@Timeout(120)
class ViewerAdmissionTest {
    private static final int VIEWERS = 5;
    private static final int TRIES = 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {80, 500})
    void reconnectingSilentConnectionsDoNotLockViewersOut(int count) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                SilentConnections strangers = new SilentConnections(watched.feed.address(), count)) {
            Eventually.until("all have connected", () -> strangers.connected() >= count);
            for (int i = 0; i < VIEWERS; i++) {
                try (RemoteFeed feed = watched.viewer()) {
                    RecordingViewer viewing = new RecordingViewer();
                    feed.watch(viewing, 10);
                    viewing.await("a tick", v -> v.latest != null);
                    assertEquals(List.of(), viewing.losses);
                }
            }
        }
    }

    /** Custom viewers may not retry, so at most a few may need to. */
    @ParameterizedTest
    @ValueSource(ints = {80, 500})
    void aViewerThatShowsTheTokenIsAdmittedImmediately(int count) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                SilentConnections strangers = new SilentConnections(watched.feed.address(), count)) {
            Eventually.until("all have connected", () -> strangers.connected() >= count);
            int in = 0;
            for (int i = 0; i < TRIES; i++) {
                try (RawViewer viewer = new RawViewer(watched)) {
                    viewer.sync();
                    in++;
                } catch (IOException cutOff) {
                    // Counted.
                }
            }
            assertTrue(in >= TRIES / 2, in + " of " + TRIES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200})
    void anAdmittedViewerStaysConnected(int count) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RawViewer viewer = new RawViewer(watched);
                SilentConnections strangers = new SilentConnections(watched.feed.address(), count)) {
            // Every slot of an unauthenticated connection has been reused many times.
            Eventually.within(Duration.ofSeconds(60), "they reconnect", () -> strangers.connected() >= 10L * count);
            viewer.sync();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64})
    void tooManyViewersAreRefusedUntilOneLeaves(int most) throws Exception {
        List<RawViewer> viewers = new ArrayList<>();
        try (WatchedServer watched = new WatchedServer(folder, false)) {
            for (int i = 0; i < most; i++) {
                viewers.add(new RawViewer(watched));
            }
            try (RemoteFeed feed = watched.viewer()) {
                RecordingViewer viewing = new RecordingViewer();
                feed.watch(viewing, 10);
                viewing.await("a refusal", v -> v.refusals.contains("too-many"));
                viewers.remove(0).close();
                viewing.await("a tick", v -> v.latest != null);
            }
            assertTrue(viewers.get(0).sync() != null);
        } finally {
            for (RawViewer viewer : viewers) {
                viewer.close();
            }
        }
    }
}
