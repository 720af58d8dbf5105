package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A feed that a program starts for its own servers and connections. */
@Timeout(60)
class MonitorFeedTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    @TempDir
    Path folder;

    private static AsyncServer echo() throws IOException {
        return AsyncServer.listen(ANYWHERE, channel -> channel.forEachLine(line -> channel.write(line + "\n")));
    }

    private static AsyncChannel connect(AsyncServer server) throws Exception {
        AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
        exchange(client);
        return client;
    }

    private static void exchange(AsyncChannel client) throws Exception {
        client.write("line\n").get(5, TimeUnit.SECONDS);
        assertEquals("line", client.readLine().get(5, TimeUnit.SECONDS));
    }

    private MonitorFeed.Builder feed() {
        return MonitorFeed.builder().address(ANYWHERE).tokenFile(folder.resolve("token"));
    }

    private static RemoteFeed viewer(MonitorFeed feed) throws IOException {
        return new RemoteFeed(feed.localAddress(), FeedToken.read(feed.tokenFile()));
    }

    private static <T> Set<T> all(List<ConnectionRow> rows, Function<ConnectionRow, T> value) {
        return rows.stream().map(value).collect(Collectors.toSet());
    }

    @Test
    void showsWhatIsOpenAlready() throws Exception {
        try (AsyncServer server = echo()) {
            AsyncChannel client = connect(server);
            try (MonitorFeed feed = feed().server("chat", server).start();
                    RemoteFeed viewer = viewer(feed)) {
                RecordingViewer viewing = new RecordingViewer();
                viewer.watch(viewing, 10);
                viewing.await(
                        "the pending read",
                        v -> v.latest != null
                                && v.latest.rows().size() == 1
                                && v.latest.rows().get(0).awaiting() != null);
                ConnectionRow row = viewing.latest.rows().get(0);
                assertEquals("chat", row.server());
                assertEquals("in", row.direction());
                assertEquals(5, row.bytesIn());
                assertEquals("readLine", row.awaiting().operation());
                client.abort();
                viewing.await("the end", v -> v.closed.size() == 1);
                assertEquals("chat", viewing.closed.get(0).server());
            }
        }
    }

    @Test
    void showsSeveralServersWithTheSumsOfTheirTotals() throws Exception {
        try (AsyncServer first = echo();
                AsyncServer second = echo();
                MonitorFeed feed = MonitorFeed.start(ANYWHERE, first, second);
                RemoteFeed viewer = viewer(feed)) {
            RecordingViewer viewing = new RecordingViewer();
            viewer.watch(viewing, 10);
            List<AsyncChannel> clients = List.of(connect(first), connect(second), connect(second));
            viewing.await("all rows", v -> v.latest != null && v.latest.rows().size() == 3);
            viewing.await("all bytes", v -> v.latest.totals().bytesOut() == 15);
            FeedSnapshot tick = viewing.latest;
            assertEquals(Set.of("server", "server-2"), all(tick.rows(), ConnectionRow::server));
            assertEquals(
                    List.of(1L, 2L),
                    tick.servers().stream().map(ServerTotals::open).toList());
            assertEquals(
                    List.of("server", "server-2"),
                    tick.servers().stream().map(ServerTotals::service).toList());
            assertEquals(3, tick.totals().open());
            assertEquals(15, tick.totals().bytesIn());
            assertEquals("server, server-2", tick.totals().service());
            assertEquals("accepting", tick.totals().acceptState());
            clients.forEach(AsyncChannel::abort);
        }
    }

    @Test
    void pausesAllServers() throws Exception {
        try (AsyncServer first = echo();
                AsyncServer second = echo();
                MonitorFeed feed = feed().server("one", first)
                        .server("two", second)
                        .allowControl(true)
                        .start();
                RemoteFeed viewer = viewer(feed)) {
            RecordingViewer viewing = new RecordingViewer();
            viewer.watch(viewing, 10);
            viewing.await("a tick", v -> v.latest != null);
            viewer.pauseAccepting(true);
            viewing.await(
                    "both are paused",
                    v -> v.latest.servers().stream()
                            .allMatch(server -> server.acceptState().equals("paused")));
            assertEquals("paused", viewing.latest.totals().acceptState());
        }
    }

    @Test
    void showsTheConnectionsThatTheProcessHasOpened() throws Exception {
        try (AsyncServer server = echo()) {
            AsyncChannel early = connect(server);
            try (MonitorFeed feed = feed().clients(true).start();
                    RemoteFeed viewer = viewer(feed)) {
                RecordingViewer viewing = new RecordingViewer();
                viewer.watch(viewing, 10);
                AsyncChannel late = connect(server);
                viewing.await(
                        "both",
                        v -> v.latest != null
                                && all(v.latest.rows(), ConnectionRow::id).containsAll(List.of(early.id(), late.id())));
                List<ConnectionRow> rows = viewing.latest.rows();
                assertEquals(Set.of("out"), all(rows, ConnectionRow::direction));
                assertTrue(rows.stream().allMatch(row -> row.server() == null));
                assertTrue(
                        rows.stream()
                                .noneMatch(row -> row.peer()
                                        .endsWith(":" + feed.localAddress().getPort())),
                        "not the viewer itself");
                assertEquals(0, viewing.latest.totals().open(), "the sums are those of servers");

                viewer.follow(early.id());
                do {
                    exchange(early);
                } while (viewing.count() == 0);
                early.abort();
                viewing.await("the end", v -> all(v.closed, ConnectionRow::id).contains(early.id()));
                late.abort();
            }
        }
    }

    @Test
    void theHighWaterMarkIsThatOfTheServer() throws Exception {
        ServerOptions options = ServerOptions.builder()
                .channel(ChannelOptions.builder().highWaterMark(12_345).build())
                .build();
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, options, channel -> channel.readLine());
                MonitorFeed feed = feed().server("chat", server).start();
                RemoteFeed viewer = viewer(feed)) {
            AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            RecordingViewer viewing = new RecordingViewer();
            viewer.watch(viewing, 10);
            viewing.await("the row", v -> v.latest != null && v.latest.rows().size() == 1);
            assertEquals(12_345, viewing.latest.rows().get(0).highWaterMark());
            client.abort();
        }
    }

    @Test
    void nothingIsLeftAfterClose() throws Exception {
        try (AsyncServer server = echo()) {
            AsyncChannel client = connect(server);
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            MonitorFeed feed = feed().server("chat", server).clients(true).start();
            Path token = feed.tokenFile();
            int port = feed.localAddress().getPort();
            try (RemoteFeed viewer = viewer(feed)) {
                RecordingViewer viewing = new RecordingViewer();
                viewer.watch(viewing, 10);
                viewing.await("a row", v -> v.latest != null && !v.latest.rows().isEmpty());
                viewer.follow(viewing.latest.rows().get(0).id());
                feed.close();
                viewing.await("the loss", v -> !v.losses.isEmpty());
            }
            feed.close();
            assertFalse(Files.exists(token));
            new ServerSocket(port).close();
            Eventually.until(
                    "its threads have ended",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread ->
                                    !before.contains(thread) && thread.getName().startsWith("futurewire-feed")));
            exchange(client);
            client.abort();
        }
    }

    @Test
    void aFailedStartLeavesNothing() throws Exception {
        Path taken = Files.writeString(folder.resolve("taken"), "mine");
        try (AsyncServer server = echo();
                ServerSocket occupied = new ServerSocket(0, 1, ANYWHERE.getAddress())) {
            assertThrows(
                    FileAlreadyExistsException.class,
                    () -> feed().server("chat", server).tokenFile(taken).start());
            assertEquals("mine", Files.readString(taken));
            InetSocketAddress inUse = new InetSocketAddress("127.0.0.1", occupied.getLocalPort());
            assertThrows(
                    IOException.class,
                    () -> feed().server("chat", server).address(inUse).start());
            assertFalse(Files.exists(folder.resolve("token")));
        }
    }

    @Test
    void invalidFeedsAreRejected() throws Exception {
        try (AsyncServer server = echo()) {
            MonitorFeed.Builder named = feed().server("chat", server);
            assertThrows(IllegalArgumentException.class, () -> named.server("chat", server));
            assertThrows(IllegalArgumentException.class, () -> feed().server("", server));
            assertThrows(IllegalArgumentException.class, () -> feed().start());
            assertThrows(IllegalArgumentException.class, () -> MonitorFeed.start(ANYWHERE));
            TlsOptions withoutCertificate = TlsOptions.builder().build();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> feed().server("chat", server).tls(withoutCertificate).start());
            InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
            IllegalArgumentException plain =
                    assertThrows(IllegalArgumentException.class, () -> MonitorFeed.start(everywhere, server));
            assertTrue(plain.getMessage().contains("TLS"), plain.getMessage());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> MonitorFeed.start(InetSocketAddress.createUnresolved("localhost", 0), server));
        }
    }

    @Test
    void closingAServerDoesNotEndTheFeed() throws Exception {
        AsyncServer server = echo();
        try (MonitorFeed feed = feed().server("chat", server).start();
                RemoteFeed viewer = viewer(feed)) {
            RecordingViewer viewing = new RecordingViewer();
            viewer.watch(viewing, 10);
            viewing.await("a tick", v -> v.latest != null);
            server.shutdown(Duration.ZERO).get(5, TimeUnit.SECONDS);
            viewing.await("the state", v -> v.latest.totals().acceptState().equals("stopped"));
            assertNull(viewing.losses.isEmpty() ? null : viewing.losses);
        }
    }
}
