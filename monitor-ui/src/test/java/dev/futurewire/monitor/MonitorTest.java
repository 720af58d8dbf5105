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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/** The application end to end, with the embedded server and real clients. */
@Tag("slow")
final class MonitorTest {
    private static final UiDriver UI = new UiDriver();
    private static MonitorApp app;
    private static int port;

    private AsyncChannel client;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        FxToolkit.registerPrimaryStage();
        app = (MonitorApp)
                FxToolkit.setupApplication(MonitorApp.class, "--port=0", "--settings=" + folder.resolve("settings"));
        UI.await("the command to connect", () -> UI.text("empty-command").startsWith("nc 127.0.0.1 "));
        String command = UI.text("empty-command");
        port = Integer.parseInt(command.substring(command.lastIndexOf(' ') + 1));
    }

    @AfterAll
    static void close() throws Exception {
        FxToolkit.cleanupApplication(app);
        UI.hideAll();
    }

    @AfterEach
    void leave() {
        if (client != null) {
            client.abort();
        }
        UI.fx(() -> {
            app.window().actions().stream()
                    .filter(action -> action.name().equals("table"))
                    .forEach(action -> action.task().run());
            return null;
        });
        UI.type("filter", "");
        UI.press(KeyCode.ESCAPE);
        UI.press(KeyCode.ESCAPE);
    }

    private String connect() throws Exception {
        client = AsyncChannel.connect(new InetSocketAddress("127.0.0.1", port)).get(5, TimeUnit.SECONDS);
        return UiDriver.peer(client);
    }

    private void say(String line) throws Exception {
        client.write(line + "\n").get(5, TimeUnit.SECONDS);
        assertThat(client.readLine().get(5, TimeUnit.SECONDS)).isEqualTo(line);
    }

    @Test
    void aClientIsSeenWithWhatItAwaitsAndStaysForAWhileWhenItHasGone() throws Exception {
        String peer = connect();
        say("hello");
        UI.awaitCell(peer);
        UI.awaitCell("● open");
        UI.awaitCell("readUntil EchoService.java:");
        UI.await("the tile of open connections", () -> !UI.text("tile-open").equals("0"));

        client.close();
        UI.awaitCell("○ closed");
        UI.awaitCell("✓ end of stream");
    }

    @Test
    void aFilterHidesShowsAndExplains() throws Exception {
        String peer = connect();
        UI.awaitCell(peer);
        UI.press(KeyCode.SLASH);
        UI.robot.write("peer:10.9.");
        UI.awaitNoCell(peer);
        assertThat(UI.text("filter-count")).startsWith("0 / ");

        UI.type("filter", "state:open awaiting:EchoService idle<30s");
        UI.awaitCell(peer);

        UI.type("filter", "colour:red");
        assertThat(UI.text("filter-problem")).contains("colour:red").contains("peer:");
        UI.awaitCell(peer);

        UI.press(KeyCode.ESCAPE);
        assertThat(UI.text("filter")).isEmpty();
        assertThat(UI.shows("filter-problem")).isFalse();
    }

    @Test
    void followsAConnectionFindsInItAndClosesIt() throws Exception {
        String peer = connect();
        UI.clickCell(peer);
        UI.awaitText("details-title", peer);
        say("the first line");
        say("a needle");
        say("the last line");
        UI.await(
                "the lines in both directions",
                () -> UI.texts().stream().filter("a needle"::equals).count() == 2);
        UI.awaitText("details-awaiting", "readUntil");
        UI.awaitText("details-location", "EchoService.java:");
        UI.awaitText("details-left", " left");

        UI.type("follow-find", "needle");
        UI.awaitText("find-count", "2 of 2");
        UI.click("rendering-HEX");
        UI.await("hexadecimal", () -> UI.texts().stream().anyMatch(text -> text.contains("61 20 6e 65 65 64 6c 65")));
        UI.type("follow-find", "");
        UI.click("rendering-TEXT");

        UI.type("send-line", "from the operator");
        UI.press(KeyCode.ENTER);
        assertThat(client.readLine().get(5, TimeUnit.SECONDS)).isEqualTo("from the operator");

        UI.press(KeyCode.CONTROL, KeyCode.W);
        UI.await("the question", () -> UI.shows("confirm"));
        UI.click("confirm");
        assertThat(client.readLine().get(5, TimeUnit.SECONDS)).isNull();
        UI.awaitText("details-awaiting", "ended: local close");
        UI.press(KeyCode.ESCAPE);
        assertThat(UI.shows("details-title")).isFalse();
    }

    @Test
    void pausingHoldsWhatIsShown() throws Exception {
        UI.press(KeyCode.CONTROL, KeyCode.P);
        UI.awaitText("banner-text", "Paused for");
        String peer = connect();
        say("unseen");
        UI.awaitText("banner-text", "1.0 s");
        assertThat(UI.cells()).doesNotContain(peer);
        UI.press(KeyCode.CONTROL, KeyCode.P);
        UI.awaitCell(peer);
        UI.await("no banner", () -> !UI.shows("banner"));
    }

    @Test
    void themesAndTextSizesChange() {
        UI.press(KeyCode.CONTROL, KeyCode.T);
        UI.awaitText("said", "Light");
        assertThat(background()).isEqualTo("0xffffffff");
        UI.press(KeyCode.CONTROL, KeyCode.T);
        UI.awaitText("said", "High contrast");
        assertThat(background()).isEqualTo("0x000000ff");
        UI.press(KeyCode.CONTROL, KeyCode.T);
        UI.awaitText("said", "Dark");
        assertThat(background()).isEqualTo("0x0d1117ff");

        double before = UI.fx(() -> UI.node("tile-open").getBoundsInLocal().getHeight());
        UI.press(KeyCode.CONTROL, KeyCode.PLUS);
        UI.await("larger text", () -> UI.node("tile-open").getBoundsInLocal().getHeight() > before);
        UI.press(KeyCode.CONTROL, KeyCode.DIGIT0);
    }

    private static String background() {
        return UI.fx(() -> UI.node("connections").getScene().getFill().toString());
    }

    @Test
    void theSheetOfShortcutsNamesAllActions() {
        UI.press(KeyCode.F1);
        UI.await("the sheet", () -> UI.shows("shortcuts"));
        assertThat(UI.texts())
                .containsAll(app.window().actions().stream()
                        .map(action -> action.text())
                        .toList());
        UI.press(KeyCode.ESCAPE);
        UI.await("no sheet", () -> !UI.shows("shortcuts"));
    }
}
