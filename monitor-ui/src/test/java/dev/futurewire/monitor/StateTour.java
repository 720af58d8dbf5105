package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.TaskRow;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import dev.futurewire.monitor.decode.MessageDecoder;
import dev.futurewire.monitor.model.FeedFixtures;
import dev.futurewire.monitor.model.Session;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.util.WaitForAsyncUtils;

/**
 * Takes a screenshot of the states that real clients and servers reach only with patience, on a fake feed, and checks that all
 * texts fit. Its name keeps it out of the build: run it with {@code -Dtest=StateTour}.
 */
final class StateTour {
    private static final Path FOLDER = Path.of(System.getProperty("screenshots", "target/screenshots"));
    private static final UiDriver UI = new UiDriver();

    private final List<String> problems = new ArrayList<>();

    @TempDir
    private Path folder;

    private String variant;
    private FakeWindow fake;

    @ParameterizedTest
    @CsvSource({
        "dark,1280,800,13",
        "light,1600,1000,13",
        "contrast,1280,800,13",
        "dark,1280,800,18",
        "light,1600,1000,18"
    })
    void states(String theme, int width, int height, int font) throws Exception {
        variant = theme + "-" + width + "-" + font;
        Files.createDirectories(FOLDER);
        Path settings = Files.writeString(
                folder.resolve("settings"),
                "theme=" + theme + "\nwindow.width=" + width + "\nwindow.height=" + height + "\nfont=" + font
                        + "\nserver.0.address=10.0.0.1:7001\nserver.0.name=production\n");
        fake = FakeWindow.open(settings);
        try {
            fake.feed.viewer().connected("chat, admin 127.0.0.1:7000", true, "start-1");
            fake.feed.viewer().tick(busy(1));
            UI.awaitCell(":59030");
            shoot("40-busy");
            UI.clickCell(":59030");
            talk("PING\r\n", "+PONG\r\n");
            talk("x".repeat(5_400) + " the end\n", "and \ud83d\ude00 \u65e5\u672c text\n");
            UI.await("the traffic", () -> UI.texts().stream().anyMatch(text -> text.contains("text")));
            shoot("41-details-with-tasks");
            UI.type("follow-find", "the end");
            shoot("42-find-in-a-long-line");
            UI.type("follow-find", "");
            talk("*2\r\n$3\r\nGET\r\n$5\r\nhello\r\n", "$5\r\nworld\r\n");
            decoder("Redis");
            shoot("43-redis");
            decoder("HTTP/1");
            talk(
                    "GET /index.html HTTP/1.1\r\nHost: example\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
            shoot("44-http");
            decoder("Lines");
            UI.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
            UI.await("the question", () -> UI.shows("confirm"));
            shoot("45-pause-accepting");
            UI.press(KeyCode.ESCAPE);
            fake.feed.viewer().connected("chat, admin 127.0.0.1:7000", true, "start-2");
            fake.feed.viewer().tick(busy(2));
            UI.awaitText("details-awaiting", "server restarted");
            shoot("46-server-restarted");
            UI.press(KeyCode.ESCAPE);
            UI.press(KeyCode.CONTROL, KeyCode.N);
            UI.await("the dialog", () -> UI.shows("attach-address"));
            UI.type("attach-address", "nowhere");
            UI.click("attach-ok");
            shoot("47-attach");
            UI.press(KeyCode.ESCAPE);
            for (int i = 2; i < 8; i++) {
                FakeFeed more = new FakeFeed();
                String name = "10.0.0." + i + ":7001";
                WaitForAsyncUtils.waitForAsyncFx(
                        5_000,
                        () -> fake.window.add(
                                new Session(Session.Origin.ATTACHED, name, () -> more, System::currentTimeMillis)));
                more.viewer().refused("bad-token", "the token is not this server's");
            }
            UI.awaitText("banner-text", "refuses");
            shoot("48-seven-servers-token-refused");
        } finally {
            fake.close();
        }
        assertThat(problems).isEmpty();
    }

    private void decoder(String name) {
        UI.fx(() -> {
            @SuppressWarnings("unchecked")
            ComboBox<MessageDecoder> box = (ComboBox<MessageDecoder>) UI.node("follow-decoder");
            box.getItems().stream().filter(each -> each.name().equals(name)).forEach(box::setValue);
            return null;
        });
    }

    private void talk(String in, String out) {
        byte[] received = in.getBytes(StandardCharsets.UTF_8);
        byte[] sent = out.getBytes(StandardCharsets.UTF_8);
        fake.feed.viewer().traffic(new Traffic(12, NOW, true, received, received.length, 0));
        fake.feed.viewer().traffic(new Traffic(12, NOW + 7, false, sent, sent.length, 0));
    }

    private void shoot(String name) throws Exception {
        WaitForAsyncUtils.sleep(600, TimeUnit.MILLISECONDS); // the slowest views are refreshed every 400 ms
        int number = 0;
        for (Window window : UI.fx(() -> List.copyOf(Window.getWindows()))) {
            if (window instanceof Stage stage && stage.isShowing()) {
                Scene scene = stage.getScene();
                WritableImage image = UI.fx(() -> scene.snapshot(null));
                int width = (int) image.getWidth();
                int height = (int) image.getHeight();
                int[] pixels = new int[width * height];
                image.getPixelReader()
                        .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
                BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
                copy.setRGB(0, 0, width, height, pixels, 0, width);
                String suffix = number++ == 0 ? "" : "-dialog";
                ImageIO.write(
                        copy,
                        "png",
                        FOLDER.resolve(name + suffix + "-" + variant + ".png").toFile());
            }
        }
        UI.fx(() -> AccessibilityChecks.truncated(UI.visible()))
                .forEach(problem -> problems.add(name + " " + variant + ": " + problem));
    }

    private static FeedSnapshot busy(long sequence) {
        long now = NOW + sequence * 1_000;
        List<ConnectionRow> rows = new ArrayList<>();
        rows.add(row(12, "127.0.0.1:59030", "chat", ConnectionRow.IN, tasks(now), now));
        rows.add(row(13, "192.0.2.7:50112", "admin", ConnectionRow.IN, List.of(), now));
        rows.add(row(14, "192.0.2.99:6379", null, ConnectionRow.OUT, List.of(), now));
        for (int i = 15; i < 28; i++) {
            rows.add(FeedFixtures.row(i, i * 1_000L, i * 3_000L));
        }
        List<ServerTotals> servers = List.of(totals("chat", "127.0.0.1:7000"), totals("admin", "127.0.0.1:7010"));
        return new FeedSnapshot(
                sequence,
                now,
                totals("chat, admin", "127.0.0.1:7000, 127.0.0.1:7010"),
                rows,
                List.of(
                        FeedFixtures.closed(3, "end of stream", now - 4_000),
                        FeedFixtures.closed(4, "frame too long", now - 2_000)),
                List.of(new WarningRow(
                        now,
                        "SLOW_CONSUMER",
                        13,
                        "connection 13 /192.0.2.7:50112 reads slowly",
                        "Chat.java:9",
                        List.of())),
                List.of(new EventRow(now, "opened", 12, "#12 from 127.0.0.1:59030")),
                List.of(),
                servers);
    }

    private static ServerTotals totals(String service, String address) {
        return new ServerTotals(
                service,
                address,
                "accepting",
                NOW - 3_700_000,
                1_234,
                2_345,
                9_999,
                0,
                0,
                Map.of("FRAME_TOO_LONG", 7L),
                123_456_789,
                987_654_321,
                12_345,
                23_456,
                3,
                97,
                12,
                0,
                0);
    }

    private static List<TaskRow> tasks(long now) {
        TaskRow leaf = new TaskRow(
                "lookup",
                "running",
                now - 900,
                "Chat.java:40",
                List.of(new AwaitingRow("readLine", "Redis.java:17", now - 850, now + 150, 0, null, 14)),
                List.of());
        TaskRow sleeper = new TaskRow(
                "heartbeat",
                "running",
                now - 60_000,
                "Chat.java:41",
                List.of(new AwaitingRow("delay", "Chat.java:60", now - 2_000, now + 3_000, 0)),
                List.of());
        return List.of(
                new TaskRow("room 5", "running", now - 90_000, "Chat.java:33", List.of(), List.of(leaf, sleeper)));
    }

    private static ConnectionRow row(
            long id, String peer, String server, String direction, List<TaskRow> tasks, long now) {
        return new ConnectionRow(
                id,
                peer,
                direction.equals(ConnectionRow.OUT) ? "192.0.2.1:41234" : "127.0.0.1:7000",
                "open",
                null,
                now - 114_000,
                now - 700,
                0,
                1_234_567,
                7_654_321,
                0,
                94,
                12,
                4_096,
                65_536,
                new AwaitingRow("take", "Chat.java:44", now - 745, now + 9_200, 0, "answer of the room", id),
                1,
                null,
                server,
                direction,
                tasks);
    }
}
