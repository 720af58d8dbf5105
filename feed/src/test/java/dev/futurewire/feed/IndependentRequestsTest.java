package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ServerSnapshot;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A line for a client that does not read has to wait; other requests of the viewer do not. */
@Timeout(60)
class IndependentRequestsTest {
    private static final int MAX_WAITING_SENDS = 64;

    @TempDir
    Path folder;

    /** A client that reads nothing, and whose connection accepts no more output. */
    private static Socket stalled(WatchedServer watched) throws Exception {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(watched.server.localAddress());
        Eventually.until("it is accepted", () -> !watched.server.connections().isEmpty());
        AsyncChannel connection = watched.server.connections().iterator().next();
        // More than the operating system buffers.
        connection.write(new byte[12 * 1024 * 1024]);
        return client;
    }

    private static String send(long connection, String id) {
        return "{\"type\":\"send\",\"connection\":" + connection + ",\"line\":\"hello\",\"id\":\"" + id + "\"}";
    }

    private static String on(String type, long connection) {
        return "{\"type\":\"" + type + "\",\"connection\":" + connection + "}";
    }

    @Test
    void otherRequestsAreServedWhileALineWaits() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RawViewer viewer = new RawViewer(watched);
                Socket client = stalled(watched)) {
            AsyncChannel connection = watched.server.connections().iterator().next();
            viewer.send(send(connection.id(), "s")).sync();
            viewer.send("{\"type\":\"watch\",\"hz\":10}").await("tick");
            viewer.send("{\"type\":\"pause\",\"paused\":true}").sync();
            assertEquals(
                    ServerSnapshot.AcceptState.PAUSED, watched.server.snapshot().acceptState());
            viewer.send("{\"type\":\"pause\",\"paused\":false}").sync();
            viewer.send(on("follow", connection.id())).sync();
            viewer.send(on("unfollow", connection.id())).sync();
            assertFalse(connection.closed().isDone());
            CompletableFuture<CloseReason> closed = connection.closed();
            viewer.send(on("close", connection.id()));
            Eventually.until("the connection has ended", closed::isDone);
            // The waiting request is answered in the end, with its id.
            JsonNode answer =
                    viewer.await(message -> message.path("id").asText().equals("s"));
            assertEquals("send", answer.get("request").asText());
            assertEquals(connection.id(), answer.get("connection").asLong());
            assertFalse(client.isClosed());
        }
    }

    @Test
    void waitingLinesAreLimited() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RawViewer viewer = new RawViewer(watched);
                Socket client = stalled(watched)) {
            long id = watched.server.connections().iterator().next().id();
            for (int i = 0; i <= MAX_WAITING_SENDS; i++) {
                viewer.send(send(id, "" + i));
            }
            JsonNode refused = viewer.await("error");
            assertEquals("too-many", refused.get("code").asText());
            assertEquals("" + MAX_WAITING_SENDS, refused.get("id").asText());
            viewer.sync();
            assertFalse(client.isClosed());
        }
    }

    @Test
    void answersIdentifyTheirRequests() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RawViewer viewer = new RawViewer(watched)) {
            JsonNode error = viewer.send("{\"type\":\"close\",\"connection\":99,\"id\":7}")
                    .await("error");
            assertEquals("no-such-connection", error.get("code").asText());
            assertEquals("close", error.get("request").asText());
            assertEquals(99, error.get("connection").asLong());
            assertEquals(7, error.get("id").asLong());
            assertEquals(
                    "p",
                    viewer.send("{\"type\":\"ping\",\"id\":\"p\"}")
                            .await("pong")
                            .get("id")
                            .asText());
            JsonNode done = viewer.send("{\"type\":\"pause\",\"paused\":false,\"id\":\"x\"}")
                    .await("done");
            assertEquals("pause", done.get("request").asText());
            assertEquals("x", done.get("id").asText());
            assertEquals(
                    "bad-request",
                    viewer.send("nonsense").await("error").get("code").asText());
            assertEquals(
                    "bad-request", viewer.send("[]").await("error").get("code").asText());
        }
    }
}
