package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of a feed. */
class FeedTest {
    @TempDir
    Path folder;

    private static AsyncChannel client(WatchedServer watched) throws Exception {
        return AsyncChannel.connect(watched.server.localAddress()).get(5, TimeUnit.SECONDS);
    }

    private static void echo(AsyncChannel client, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            client.write("line\n").get(5, TimeUnit.SECONDS);
            assertEquals("line", client.readLine().get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void showsPendingOperationsAndFinalCounters() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RemoteFeed feed = watched.viewer()) {
            RecordingViewer viewing = new RecordingViewer();
            feed.watch(viewing, 10);
            AsyncChannel client = client(watched);
            echo(client, 3);
            viewing.await(
                    "the row",
                    v -> v.latest != null
                            && v.latest.rows().stream()
                                    .anyMatch(row -> row.bytesIn() == 15
                                            && row.bytesOut() == 15
                                            && row.awaiting() != null
                                            && row.awaiting().operation().equals("readLine")));
            client.close().get(10, TimeUnit.SECONDS);
            viewing.await(
                    "the end",
                    v -> v.closed.stream()
                            .anyMatch(row -> row.bytesIn() == 15 && "end of stream".equals(row.reason())));
            viewing.await("an empty list", v -> v.latest.rows().isEmpty());
            assertEquals(15, viewing.latest.totals().bytesIn());
        }
    }

    @Test
    void totalsAreExactAndEveryLineIsShownOrCountedAsDropped() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RemoteFeed feed = watched.viewer()) {
            RecordingViewer viewing = new RecordingViewer();
            feed.watch(viewing, 10);
            viewing.await("the first tick", v -> v.latest != null);
            List<AsyncChannel> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                AsyncChannel client = client(watched);
                clients.add(client);
                client.write("0123456\n".repeat(1_000)).get(5, TimeUnit.SECONDS);
                client.readExactly(8_000).get(5, TimeUnit.SECONDS);
            }
            viewing.await(
                    "all bytes",
                    v -> v.latest.totals().bytesIn() == 80_000
                            && v.latest.totals().bytesOut() == 80_000
                            && v.latest.totals().linesShown()
                                            + v.latest.totals().linesDropped()
                                    == 20_000);
            assertEquals(viewing.linesSeen, viewing.latest.totals().linesShown());
            assertTrue(viewing.latest.totals().linesDropped() > 0);
            clients.forEach(AsyncChannel::abort);
            viewing.await("all ends", v -> v.closed.size() == 10);
            assertEquals(
                    80_000,
                    viewing.closed.stream().mapToLong(ConnectionRow::bytesIn).sum());
        }
    }

    @Test
    void followingIsLossless() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RemoteFeed feed = watched.viewer()) {
            RecordingViewer viewing = new RecordingViewer();
            feed.watch(viewing, 10);
            AsyncChannel client = client(watched);
            echo(client, 1);
            viewing.await("the row", v -> v.latest != null && v.latest.rows().size() == 1);
            feed.follow(viewing.latest.rows().get(0).id());
            // The request may not have arrived yet; from the first piece on, nothing may be missing.
            do {
                echo(client, 1);
            } while (viewing.count() == 0);
            int before = viewing.count();
            client.write("0123456789abcde\n".repeat(256)).get(5, TimeUnit.SECONDS);
            client.readExactly(16 * 256).get(5, TimeUnit.SECONDS);
            viewing.await(
                    "both directions",
                    v -> bytes(v, true).endsWith("0123456789abcde\n".repeat(256))
                            && bytes(v, false).endsWith("0123456789abcde\n".repeat(256)));
            assertTrue(viewing.count() > before);
            client.abort();
        }
    }

    private static String bytes(RecordingViewer viewing, boolean inbound) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        viewing.traffic.stream()
                .filter(piece -> piece.inbound() == inbound)
                .forEach(piece -> all.writeBytes(piece.bytes()));
        return all.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Test
    void controlIsRefusedUnlessAllowed() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RemoteFeed feed = watched.viewer()) {
            RecordingViewer viewing = new RecordingViewer();
            feed.watch(viewing, 10);
            AsyncChannel client = client(watched);
            viewing.await("the row", v -> v.latest != null && v.latest.rows().size() == 1);
            feed.closeConnection(viewing.latest.rows().get(0).id());
            viewing.await("the refusal", v -> v.refusals.contains("control-not-allowed"));
            echo(client, 1);
            client.abort();
        }
    }

    @Test
    void sendsALineAndClosesAConnection() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RemoteFeed feed = watched.viewer()) {
            RecordingViewer viewing = new RecordingViewer();
            feed.watch(viewing, 10);
            AsyncChannel client = client(watched);
            viewing.await("the row", v -> v.latest != null && v.latest.rows().size() == 1);
            long id = viewing.latest.rows().get(0).id();
            feed.sendLine(id, "maintenance at noon");
            assertEquals("maintenance at noon", client.readLine().get(5, TimeUnit.SECONDS));
            feed.closeConnection(id);
            assertArrayEquals(new byte[0], client.read(1).get(5, TimeUnit.SECONDS));
            client.abort();
        }
    }

    @Test
    void reportsALostServerAndReconnects() throws Exception {
        RecordingViewer viewing = new RecordingViewer();
        WatchedServer watched = new WatchedServer(folder, false);
        try (RemoteFeed feed = watched.viewer()) {
            feed.watch(viewing, 10);
            viewing.await("the first tick", v -> v.latest != null);
            watched.close();
            viewing.await("the loss", v -> !v.losses.isEmpty());
        }
    }
}
