package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static dev.futurewire.monitor.model.FeedFixtures.row;
import static dev.futurewire.monitor.model.FeedFixtures.tick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.ServerTotals;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes the server is asked about first, and the Enter key answers no. */
final class DangerousActionsTest {
    private static final UiDriver UI = new UiDriver();
    private static FakeWindow fake;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        fake = FakeWindow.open(folder.resolve("settings"));
    }

    @AfterAll
    static void close() {
        fake.close();
    }

    @BeforeEach
    void begin() {
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true, Long.toString(System.nanoTime()));
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        UI.awaitCell("10.0.0.5:40005");
        UI.await("control", () -> !UI.shows("banner") || !UI.text("banner-text").contains("Connecting"));
    }

    private static long asked(String request) {
        return fake.feed.asked().stream().filter(request::equals).count();
    }

    @Test
    void enterDoesNotCloseAConnection() {
        UI.clickCell("10.0.0.5:40005");
        UI.await("the button", () -> !UI.node("details-close").isDisabled());
        UI.press(KeyCode.CONTROL, KeyCode.W);
        UI.await("the question", () -> UI.shows("confirm") && UI.node("cancel").isFocused());
        UI.press(KeyCode.ENTER);
        UI.await("no question", () -> !UI.shows("confirm"));
        assertThat(asked("close 5")).isZero();
        UI.press(KeyCode.CONTROL, KeyCode.W);
        UI.await("the question", () -> UI.shows("confirm"));
        UI.click("confirm");
        UI.await("the request", () -> asked("close 5") == 1);
    }

    @Test
    void aServerStartedAgainDuringTheQuestionKeepsItsConnection() {
        long before = asked("close 5");
        UI.clickCell("10.0.0.5:40005");
        UI.await("the button", () -> !UI.node("details-close").isDisabled());
        UI.press(KeyCode.CONTROL, KeyCode.W);
        UI.await("the question", () -> UI.shows("confirm"));
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true, "another start");
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        UI.click("confirm");
        UI.awaitText("said", "no longer available");
        assertThat(asked("close 5")).isEqualTo(before);
    }

    @Test
    void acceptingIsStoppedOnlyAfterAQuestionAndResumedFromTheBanner() {
        UI.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        UI.await("the question", () -> UI.shows("confirm") && UI.node("cancel").isFocused());
        UI.await("what it does", () -> UI.texts().stream().anyMatch(text -> text.contains("New clients wait")));
        UI.press(KeyCode.ENTER);
        UI.await("no question", () -> !UI.shows("confirm"));
        assertThat(asked("pause true")).isZero();
        UI.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        UI.await("the question", () -> UI.shows("confirm"));
        UI.click("confirm");
        UI.await("the request", () -> asked("pause true") == 1);
        UI.await("the banner", () -> {
            fake.feed.viewer().tick(paused());
            return UI.shows("banner-accept");
        });
        UI.robot.interact(() -> ((javafx.scene.control.Button) UI.node("banner-accept")).fire());
        UI.await("the other request", () -> asked("pause false") == 1);
    }

    private static FeedSnapshot paused() {
        FeedSnapshot tick = tick(2, NOW + 100, List.of(row(5)));
        ServerTotals now = tick.totals();
        ServerTotals totals = new ServerTotals(
                now.service(),
                now.address(),
                "paused",
                now.startedAtMillis(),
                now.open(),
                now.peak(),
                now.accepted(),
                now.refused(),
                now.acceptFailures(),
                now.closedByReason(),
                now.bytesIn(),
                now.bytesOut(),
                now.linesIn(),
                now.linesOut(),
                0,
                0,
                0,
                0,
                0);
        return new FeedSnapshot(2, tick.timeMillis(), totals, tick.rows(), List.of(), List.of(), List.of(), List.of());
    }
}
