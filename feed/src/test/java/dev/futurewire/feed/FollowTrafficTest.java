package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.futurewire.AsyncChannel;
import dev.futurewire.feed.json.JsonLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The traffic of followed connections, whether or not the viewer watches the server as well. */
@Timeout(60)
class FollowTrafficTest {
    @TempDir
    Path folder;

    private static AsyncChannel client(WatchedServer watched) throws Exception {
        int before = watched.server.connections().size();
        AsyncChannel client =
                AsyncChannel.connect(watched.server.localAddress()).get(5, TimeUnit.SECONDS);
        Eventually.until("it is accepted", () -> watched.server.connections().size() == before + 1);
        return client;
    }

    private static long id(WatchedServer watched) {
        return watched.server.connections().stream()
                .mapToLong(AsyncChannel::id)
                .max()
                .orElseThrow();
    }

    private static String follow(long id) {
        return "{\"type\":\"follow\",\"connection\":" + id + "}";
    }

    private static String text(RawViewer viewer, boolean inbound, int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < length) {
            JsonNode piece = viewer.await("traffic").get("piece");
            if (piece.get("inbound").asBoolean() == inbound) {
                all.writeBytes(piece.get("bytes").binaryValue());
            }
        }
        return all.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void aViewerThatDoesNotWatchGetsTheTraffic() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RawViewer viewer = new RawViewer(watched)) {
            AsyncChannel client = client(watched);
            viewer.send(follow(id(watched))).sync();
            client.write("one\n").get(5, TimeUnit.SECONDS);
            assertEquals("one\n", text(viewer, false, 4));
            client.write("two\n").get(5, TimeUnit.SECONDS);
            assertEquals("two\n", text(viewer, true, 4));
            // Watching as well, at another rate, loses nothing.
            viewer.send("{\"type\":\"watch\",\"hz\":5}").await("tick");
            client.write("three\n").get(5, TimeUnit.SECONDS);
            assertEquals("three\n", text(viewer, true, 6));
            client.abort();
        }
    }

    @Test
    void noTrafficIsSentAfterTheLastUnfollow() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RawViewer viewer = new RawViewer(watched)) {
            AsyncChannel client = client(watched);
            long id = id(watched);
            viewer.send(follow(id)).sync();
            client.write("one\n").get(5, TimeUnit.SECONDS);
            text(viewer, true, 4);
            viewer.send("{\"type\":\"unfollow\",\"connection\":" + id + "}").sync();
            client.readLine().get(5, TimeUnit.SECONDS);
            client.write("two\n").get(5, TimeUnit.SECONDS);
            assertEquals("two", client.readLine().get(5, TimeUnit.SECONDS));
            viewer.send(follow(id)).sync();
            client.write("three\n").get(5, TimeUnit.SECONDS);
            assertEquals("three\n", text(viewer, true, 6));
            client.abort();
        }
    }

    @Test
    void aRemoteFeedCanFollowBeforeItWatches() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RemoteFeed feed = watched.viewer()) {
            AsyncChannel client = client(watched);
            feed.follow(id(watched));
            RecordingViewer viewing = new RecordingViewer();
            feed.watch(viewing, 10);
            viewing.await("a tick", v -> v.latest != null);
            awaitTraffic(client, viewing);
            client.abort();
        }
    }

    @Test
    void anInProcessFeedCanFollowBeforeItWatchesWithoutLoss() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                InProcessFeed feed = new InProcessFeed("echo", watched.server)) {
            AsyncChannel client = client(watched);
            feed.follow(id(watched));
            RecordingViewer viewing = new RecordingViewer();
            feed.watch(viewing, 10);
            awaitTraffic(client, viewing);
            client.abort();
        }
    }

    /** Sends lines until one is seen, since the follow request may not have arrived yet. */
    private static void awaitTraffic(AsyncChannel client, RecordingViewer viewing) throws Exception {
        Eventually.until("traffic", () -> {
            client.write("line\n").get(5, TimeUnit.SECONDS);
            client.readLine().get(5, TimeUnit.SECONDS);
            return viewing.count() > 0;
        });
    }

    @Test
    void closedConnectionsDoNotCountAsFollowed() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RawViewer viewer = new RawViewer(watched)) {
            for (int i = 0; i < 20; i++) {
                AsyncChannel client = client(watched);
                viewer.send(follow(id(watched))).sync();
                client.write("line\n").get(5, TimeUnit.SECONDS);
                assertEquals("line\n", text(viewer, true, 5));
                client.abort();
                Eventually.until(
                        "it is gone", () -> watched.server.connections().isEmpty());
            }
        }
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    @Test
    void skippedBytesAreCountedPerConnectionAndDirection() {
        TrafficBuffer buffer = new TrafficBuffer();
        buffer.offer(1, bytes(TrafficBuffer.BUDGET - 10), true);
        buffer.offer(1, bytes(100), true);
        buffer.offer(2, bytes(50), true);
        buffer.offer(1, bytes(30), false);
        buffer.offer(2, bytes(5), true);
        buffer.offer(1, bytes(2), true);
        buffer.offer(2, bytes(1_000), false);
        buffer.offer(2, bytes(70), true);
        List<String> pieces = new ArrayList<>();
        for (Traffic piece : buffer.fetch()) {
            if (piece.length() < 1_000) {
                pieces.add(piece.connection() + (piece.inbound() ? " in " : " out ") + piece.length() + " after "
                        + piece.skippedBytes());
            }
            assertEquals(piece.length(), piece.bytes().length);
        }
        assertEquals(
                List.of("2 in 5 after 50", "1 in 2 after 100"),
                pieces.stream().filter(piece -> !piece.contains(" 0 after ")).toList());
        // No piece followed these before the fetch.
        assertEquals(
                List.of("1 out 0 after 30", "2 in 0 after 70", "2 out 0 after 1000"),
                pieces.stream()
                        .filter(piece -> piece.contains(" 0 after "))
                        .sorted()
                        .toList());
        buffer.offer(2, bytes(3), true);
        Traffic next = buffer.fetch().get(0);
        assertEquals(0, next.skippedBytes());
        assertArrayEquals(new byte[3], next.bytes());
    }

    @Test
    void aLongPieceIsSplitToFitIntoALineOfTheFeed() {
        TrafficBuffer buffer = new TrafficBuffer();
        buffer.offer(1, bytes(TrafficBuffer.BUDGET), false);
        List<Traffic> pieces = buffer.fetch();
        assertEquals(
                TrafficBuffer.BUDGET, pieces.stream().mapToLong(Traffic::length).sum());
        for (Traffic piece : pieces) {
            assertTrue(JsonLine.traffic(piece).length() < FeedJson.MAX_LINE_LENGTH);
        }
    }
}
