package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.AsyncChannel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.ListView;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/**
 * Takes a screenshot of every state, in three themes and two sizes, with real clients and servers, and checks that all texts
 * fit. Its name keeps it out of the build: {@code .ci/screenshots} runs it on a real display.
 */
final class ScreenshotTour {
    private static final int[][] SIZES = {{1280, 800}, {1600, 1000}};
    private static final Path FOLDER = Path.of(System.getProperty("screenshots", "target/screenshots"));
    private static final UiDriver UI = new UiDriver();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @TempDir
    private Path folder;

    private MonitorApp app;
    private Stage stage;
    private String theme;

    @AfterEach
    void close() throws Exception {
        FxToolkit.cleanupApplication(app);
        UI.hideAll();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void dark() throws Exception {
        tour("dark");
    }

    @Test
    void light() throws Exception {
        tour("light");
    }

    @Test
    void contrast() throws Exception {
        tour("contrast");
    }

    private void tour(String name) throws Exception {
        theme = name;
        Files.createDirectories(FOLDER);
        Path settings = Files.writeString(folder.resolve("settings"), "theme=" + name + "\nwindow.x=0\nwindow.y=0\n");
        stage = FxToolkit.registerPrimaryStage();
        app = (MonitorApp) FxToolkit.setupApplication(MonitorApp.class, "--port=0", "--settings=" + settings);
        UI.await("the command to connect", () -> UI.shows("empty-command"));
        shoot("01-empty");
        hostile();
        recorded();
        demonstration();
        dialogs();
        attached();
        assertThat(problems).isEmpty();
    }

    private void hostile() throws Exception {
        String command = UI.text("empty-command");
        int port = Integer.parseInt(command.substring(command.lastIndexOf(' ') + 1));
        AsyncChannel client =
                AsyncChannel.connect(new InetSocketAddress("127.0.0.1", port)).get(5, TimeUnit.SECONDS);
        String peer = UiDriver.peer(client);
        UI.clickCell(peer);
        shoot("02-follow-nothing-yet");
        for (String line : List.of(
                "plain text, as most of it is",
                "\u001b[31mred?\u001b[0m \u0007 bell, \u0000 nul, tab\tand \r return",
                "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
                "<b>no markup</b> &amp; no entities",
                "caf\u00e9 \u65e5\u672c \ud83d\ude00 text of the world",
                "a long one " + "0123456789".repeat(300))) {
            client.write(line + "\n").get(5, TimeUnit.SECONDS);
        }
        client.write(new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF, (byte) 0xFE, '\n'})
                .get(5, TimeUnit.SECONDS);
        UI.await("the last line", () -> UI.texts().stream().anyMatch(text -> text.contains("\\xff")));
        shoot("03-follow-hostile");
        UI.click("rendering-ESCAPED");
        shoot("04-follow-escaped");
        UI.click("rendering-HEX");
        shoot("05-follow-hex");
        UI.click("rendering-TEXT");
        UI.type("follow-find", "no");
        shoot("06-follow-find");
        client.close().get(5, TimeUnit.SECONDS);
        UI.awaitText("details-awaiting", "ended");
        shoot("07-closed");
    }

    private void recorded() throws IOException {
        Path file = Files.writeString(
                folder.resolve("yesterday.ndjson"),
                "{\"type\":\"recording\",\"version\":1,\"server\":\"echo 10.0.0.7:7000\"}\n");
        WaitForAsyncUtils.waitForAsyncFx(5_000, () -> app.window().openRecording(file));
        UI.awaitText("banner-text", "Ended");
        shoot("08-recording-over");
        act("detach");
    }

    private void demonstration() throws Exception {
        act("demo");
        UI.await("warnings", () -> UI.texts().stream().anyMatch(text -> text.contains("handler blocked")));
        UI.await(
                "a timeout",
                () -> UI.texts().stream().anyMatch(text -> text.contains("timed out") || text.contains("timeout")));
        shoot("09-demonstration");
        UI.type("filter", "lines>40 in<100k state:open");
        WaitForAsyncUtils.sleep(1, TimeUnit.SECONDS); // until the rows have settled
        UI.clickCell("● open");
        UI.type("filter", "");
        UI.await("lines", () -> UI.texts().stream().anyMatch(text -> text.contains("chatty client, line")));
        select("warnings", "HANDLER_BLOCKED");
        shoot("10-demonstration-follow");
        act("tab-events");
        shoot("11-events");
        act("tab-traffic");
        shoot("12-traffic");
        act("tab-warnings");
        UI.type("filter", "peer:10.9.* state:open");
        UI.await("nothing", () -> UI.text("filter-count").startsWith("0 "));
        shoot("13-filter-nothing");
        UI.type("filter", "colour:red");
        shoot("14-filter-problem");
        UI.type("filter", "warn: -state:closed");
        shoot("15-filter");
        UI.type("filter", "");
        act("pause");
        UI.awaitText("banner-text", "Paused");
        shoot("16-paused");
        act("pause");
    }

    private void select(String list, String kind) {
        UI.fx(() -> {
            ListView<?> view = (ListView<?>) UI.visible().stream()
                    .filter(node -> list.equals(node.getId()))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < view.getItems().size(); i++) {
                if (view.getItems().get(i).toString().contains(kind)) {
                    view.getSelectionModel().select(i);
                    return null;
                }
            }
            return null;
        });
    }

    private void dialogs() {
        act("close");
        UI.await("the question", () -> UI.shows("confirm"));
        shoot("17-close");
        escape();
        act("help");
        UI.await("the sheet", () -> UI.shows("shortcuts"));
        shoot("18-shortcuts");
        escape();
        for (int[] size : SIZES) {
            resize(size);
            UI.click("menu");
            capture("19-menu", size);
            UI.hidePopups();
            UI.click("columns");
            capture("20-columns", size);
            UI.hidePopups();
        }
        act("attach");
        UI.await("the dialog", () -> UI.shows("attach-address"));
        UI.type("attach-address", "nowhere");
        UI.click("attach-ok");
        shoot("21-attach");
        escape();
    }

    private void attached() throws Exception {
        Path token = folder.resolve("token");
        HeadlessServer server = HeadlessServer.start(0, 0, token);
        open.add(server);
        AsyncChannel client = AsyncChannel.connect(new InetSocketAddress("127.0.0.1", server.port))
                .get(5, TimeUnit.SECONDS);
        client.write("hello from elsewhere\n").get(5, TimeUnit.SECONDS);
        attach(server.feedPort, token);
        String peer = UiDriver.peer(client);
        UI.clickCell(peer);
        client.write("and here it can be followed\n").get(5, TimeUnit.SECONDS);
        UI.await("the line", () -> UI.texts().contains("and here it can be followed"));
        shoot("22-attached");
        server.kill();
        UI.awaitText("banner-text", "Stale for");
        shoot("23-lost");
        act("detach");
        Path wrong = Files.writeString(folder.resolve("wrong"), "0".repeat(64));
        HeadlessServer other = HeadlessServer.start(0, 0, folder.resolve("other"));
        open.add(other);
        attach(other.feedPort, wrong);
        UI.awaitText("banner-text", "refuses");
        shoot("24-refused");
        act("detach");
        act("previous-server");
        act("next-server");
    }

    private void attach(int port, Path token) {
        WaitForAsyncUtils.waitForAsyncFx(
                5_000,
                () -> app.window().attach(dev.futurewire.monitor.source.FeedAddress.of("127.0.0.1:" + port, token)));
    }

    /** Runs an action directly; keys do not reach a window without a window manager. */
    private void act(String name) {
        Platform.runLater(() -> app.window().actions().stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow()
                .task()
                .run());
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Closes the open dialog. */
    private static void escape() {
        Platform.runLater(() -> List.copyOf(Window.getWindows()).stream()
                .filter(window -> window instanceof Stage dialog && dialog.getOwner() != null)
                .forEach(Window::hide));
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void shoot(String name) {
        for (int[] size : SIZES) {
            resize(size);
            capture(name, size);
        }
    }

    private void resize(int... size) {
        UI.fx(() -> {
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(size[0]);
            stage.setHeight(size[1]);
            return null;
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void capture(String name, int... size) {
        WaitForAsyncUtils.sleep(350, TimeUnit.MILLISECONDS); // the slowest views are refreshed four times per second
        Image image = UI.fx(() ->
                new javafx.scene.robot.Robot().getScreenCapture(null, new Rectangle2D(0, 0, size[0], size[1]), false));
        write(image, FOLDER.resolve(name + "-" + theme + "-" + size[0] + ".png"));
        UI.fx(() -> AccessibilityChecks.truncated(UI.visible()))
                .forEach(problem -> problems.add(name + " at " + size[0] + ": " + problem));
    }

    private static void write(Image image, Path file) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] pixels = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        copy.setRGB(0, 0, width, height, pixels, 0, width);
        try {
            ImageIO.write(copy, "png", file.toFile());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
