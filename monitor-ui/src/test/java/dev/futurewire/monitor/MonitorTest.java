package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.AsyncChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/** The window as a person meets it, with an embedded server and real clients. */
final class MonitorTest {
    private static final Screen SCREEN = new Screen();
    private static MonitorApp app;
    private static int port;

    private AsyncChannel client;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        FxToolkit.registerPrimaryStage();
        app = (MonitorApp)
                FxToolkit.setupApplication(MonitorApp.class, "--port=0", "--settings=" + folder.resolve("settings"));
        SCREEN.await(
                "the command to connect", () -> SCREEN.text("empty-command").startsWith("nc 127.0.0.1 "));
        String command = SCREEN.text("empty-command");
        port = Integer.parseInt(command.substring(command.lastIndexOf(' ') + 1));
    }

    @AfterAll
    static void close() throws Exception {
        FxToolkit.cleanupApplication(app);
        SCREEN.hideAll();
    }

    @AfterEach
    void leave() {
        if (client != null) {
            client.abort();
        }
        SCREEN.fx(() -> {
            app.window().actions().stream()
                    .filter(action -> action.name().equals("table"))
                    .forEach(action -> action.task().run());
            return null;
        });
        SCREEN.type("filter", "");
        SCREEN.press(KeyCode.ESCAPE);
        SCREEN.press(KeyCode.ESCAPE);
    }

    private String connect() throws Exception {
        client = AsyncChannel.connect(new InetSocketAddress("127.0.0.1", port)).get(5, TimeUnit.SECONDS);
        return client.localAddress().toString().replace("/", "");
    }

    private void say(String line) throws Exception {
        client.write(line + "\n").get(5, TimeUnit.SECONDS);
        assertThat(client.readLine().get(5, TimeUnit.SECONDS)).isEqualTo(line);
    }

    @Test
    void aClientIsSeenWithWhatItAwaitsAndStaysForAWhileWhenItHasGone() throws Exception {
        String peer = connect();
        say("hello");
        SCREEN.awaitCell(peer);
        SCREEN.awaitCell("● open");
        SCREEN.awaitCell("readUntil EchoService.java:");
        SCREEN.await(
                "the tile of open connections", () -> !SCREEN.text("tile-open").equals("0"));

        client.close();
        SCREEN.awaitCell("○ closed");
        SCREEN.awaitCell("✕ end of stream");
    }

    @Test
    void aFilterHidesShowsAndExplains() throws Exception {
        String peer = connect();
        SCREEN.awaitCell(peer);
        SCREEN.press(KeyCode.SLASH);
        SCREEN.robot.write("peer:10.9.");
        SCREEN.awaitNoCell(peer);
        assertThat(SCREEN.text("filter-count")).startsWith("0 / ");

        SCREEN.type("filter", "state:open awaiting:EchoService idle<30s");
        SCREEN.awaitCell(peer);

        SCREEN.type("filter", "colour:red");
        assertThat(SCREEN.text("filter-problem")).contains("colour:red").contains("peer:");
        SCREEN.awaitCell(peer);

        SCREEN.press(KeyCode.ESCAPE);
        assertThat(SCREEN.text("filter")).isEmpty();
        assertThat(SCREEN.shows("filter-problem")).isFalse();
    }

    @Test
    void followsAConnectionFindsInItAndClosesIt() throws Exception {
        String peer = connect();
        SCREEN.clickCell(peer);
        SCREEN.awaitText("details-title", peer);
        say("the first line");
        say("a needle");
        say("the last line");
        SCREEN.await(
                "the lines in both directions",
                () -> SCREEN.texts().stream().filter("a needle"::equals).count() == 2);
        SCREEN.awaitText("details-awaiting", "awaits readUntil · EchoService.java:");

        SCREEN.type("follow-find", "needle");
        SCREEN.await("two found", () -> SCREEN.texts().contains("2 lines"));
        SCREEN.click("rendering-HEX");
        SCREEN.await(
                "hexadecimal",
                () -> SCREEN.texts().stream().anyMatch(text -> text.contains("61 20 6e 65 65 64 6c 65")));
        SCREEN.type("follow-find", "");
        SCREEN.click("rendering-TEXT");

        SCREEN.type("send-line", "from the operator");
        SCREEN.press(KeyCode.ENTER);
        assertThat(client.readLine().get(5, TimeUnit.SECONDS)).isEqualTo("from the operator");

        SCREEN.press(KeyCode.CONTROL, KeyCode.W);
        SCREEN.await("the question", () -> SCREEN.shows("confirm"));
        SCREEN.click("confirm");
        assertThat(client.readLine().get(5, TimeUnit.SECONDS)).isNull();
        SCREEN.awaitText("details-awaiting", "ended: local close");
        SCREEN.press(KeyCode.ESCAPE);
        assertThat(SCREEN.shows("details-title")).isFalse();
    }

    @Test
    void pausingHoldsWhatIsShown() throws Exception {
        SCREEN.press(KeyCode.CONTROL, KeyCode.P);
        SCREEN.awaitText("banner-text", "Paused for");
        String peer = connect();
        say("unseen");
        SCREEN.awaitText("banner-text", "1.0 s");
        assertThat(SCREEN.cells()).doesNotContain(peer);
        SCREEN.press(KeyCode.CONTROL, KeyCode.P);
        SCREEN.awaitCell(peer);
        SCREEN.await("no banner", () -> !SCREEN.shows("banner"));
    }

    @Test
    void themesAndTextSizesChange() {
        SCREEN.press(KeyCode.CONTROL, KeyCode.T);
        SCREEN.awaitText("said", "Light");
        assertThat(background()).isEqualTo("0xffffffff");
        SCREEN.press(KeyCode.CONTROL, KeyCode.T);
        SCREEN.awaitText("said", "High contrast");
        assertThat(background()).isEqualTo("0x000000ff");
        SCREEN.press(KeyCode.CONTROL, KeyCode.T);
        SCREEN.awaitText("said", "Dark");
        assertThat(background()).isEqualTo("0x0d1117ff");

        double before =
                SCREEN.fx(() -> SCREEN.node("tile-open").getBoundsInLocal().getHeight());
        SCREEN.press(KeyCode.CONTROL, KeyCode.PLUS);
        SCREEN.await(
                "larger text", () -> SCREEN.node("tile-open").getBoundsInLocal().getHeight() > before);
        SCREEN.press(KeyCode.CONTROL, KeyCode.DIGIT0);
    }

    private static String background() {
        return SCREEN.fx(() -> SCREEN.node("connections").getScene().getFill().toString());
    }

    @Test
    void theSheetOfShortcutsNamesAllActions() {
        SCREEN.press(KeyCode.F1);
        SCREEN.await("the sheet", () -> SCREEN.shows("shortcuts"));
        assertThat(SCREEN.texts())
                .containsAll(app.window().actions().stream()
                        .map(action -> action.text())
                        .toList());
        SCREEN.press(KeyCode.ESCAPE);
        SCREEN.await("no sheet", () -> !SCREEN.shows("shortcuts"));
    }
}
