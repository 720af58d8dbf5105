package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.futurewire.AsyncChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each action of a viewer is logged in one line: the action, the connection, the viewer and the result. */
@Timeout(60)
class ControlAuditLogTest {
    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.futurewire.feed");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord event) {
            if (event.getLevel() == Level.INFO) {
                lines.add(event.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    private static AsyncChannel client(WatchedServer watched) throws Exception {
        AsyncChannel client =
                AsyncChannel.connect(watched.server.localAddress()).get(5, TimeUnit.SECONDS);
        Eventually.until("it is accepted", () -> !watched.server.connections().isEmpty());
        return client;
    }

    @Test
    void logsGrantedAndRefusedActions() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true);
                RawViewer viewer = new RawViewer(watched)) {
            AsyncChannel client = client(watched);
            long id = watched.server.connections().iterator().next().id();
            String target = "#" + id + " (127.0.0.1:" + port(client) + ")";
            String line = "{\"type\":\"send\",\"connection\":" + id + ",\"line\":";
            viewer.send(line + "\"a secret\"}");
            viewer.send(line + "\"two\\nlines\"}");
            viewer.send("{\"type\":\"close\",\"connection\":" + id + "}").sync();
            viewer.send("{\"type\":\"close\",\"connection\":-5}");
            viewer.send("{\"type\":\"pause\",\"paused\":true}");
            viewer.send("{\"type\":\"pause\",\"paused\":false}");
            viewer.send("{\"type\":\"pause\",\"paused\":true,\"keep\":true}");
            viewer.send("{\"type\":\"watch\"}").sync();
            String start = "control: the viewer at " + viewer.address() + " asks to ";
            assertEquals(
                    List.of(
                            start + "send a line of 8 characters to " + target + ": granted",
                            start + "send a line of 9 characters to " + target + ": refused, bad-request",
                            start + "close " + target + ": granted",
                            start + "close #-5: refused, no-such-connection",
                            start + "pause accepting: granted",
                            start + "resume accepting: granted",
                            start + "pause accepting for good: granted"),
                    lines);
            client.abort();
        }
    }

    @Test
    void logsThatAllActionsAreRefusedWithoutControl() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                RawViewer viewer = new RawViewer(watched)) {
            AsyncChannel client = client(watched);
            long id = watched.server.connections().iterator().next().id();
            for (String type : List.of("close", "send", "pause")) {
                viewer.send("{\"type\":\"" + type + "\",\"connection\":" + id + ",\"line\":\"x\",\"paused\":true}");
            }
            viewer.sync();
            assertEquals(3, lines.size());
            for (String line : lines) {
                assertEquals(line, line.replaceFirst(": granted$", ""));
                assertEquals(": refused, control-not-allowed", line.substring(line.lastIndexOf(": ")));
            }
            assertFalse(watched.server.connections().isEmpty());
            client.abort();
        }
    }

    @Test
    void logsThatAPauseEndsWithItsViewer() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, true)) {
            String address;
            try (RawViewer viewer = new RawViewer(watched)) {
                address = viewer.address();
                viewer.send("{\"type\":\"pause\",\"paused\":true}").sync();
            }
            Eventually.until("the viewer has left", () -> lines.size() == 2);
            assertEquals(
                    "control: accepting is resumed: the viewer at " + address + ", which had paused it, has left",
                    lines.get(1));
        }
    }

    @Test
    void logsActionsOfAnInProcessViewer() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                InProcessFeed feed = new InProcessFeed("echo", watched.server)) {
            AsyncChannel client = client(watched);
            AsyncChannel connection = watched.server.connections().iterator().next();
            feed.closeConnection(connection.id());
            Eventually.until("it is closed", () -> !lines.isEmpty());
            assertEquals(
                    List.of("control: a viewer in this process asks to close #" + connection.id() + " (127.0.0.1:"
                            + port(client) + "): granted"),
                    lines);
            client.abort();
        }
    }

    private static int port(AsyncChannel client) {
        return ((java.net.InetSocketAddress) client.localAddress()).getPort();
    }
}
