package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static dev.futurewire.monitor.model.FeedFixtures.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.when;

import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.WarningRow;
import dev.futurewire.monitor.source.FeedAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;

/** The figures agree with each other and say what they count. */
final class FiguresTest {
    private static final UiDriver UI = new UiDriver();

    @TempDir
    private Path folder;

    private FakeWindow fake;

    @BeforeEach
    void open() throws Exception {
        fake = FakeWindow.open(folder.resolve("settings"));
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private static FeedSnapshot tick(
            long sequence, long writeBlocked, long blocked, long warnings, WarningRow... rows) {
        ServerTotals totals = new ServerTotals(
                "echo",
                "127.0.0.1:7000",
                "accepting",
                NOW,
                1,
                1,
                1,
                0,
                0,
                Map.of("FRAME_TOO_LONG", 1L, "END_OF_STREAM", 9L),
                0,
                0,
                0,
                0,
                writeBlocked,
                blocked,
                warnings,
                0,
                0);
        return new FeedSnapshot(
                sequence,
                NOW + 100 * sequence,
                totals,
                List.of(row(1)),
                List.of(),
                List.of(rows),
                List.of(),
                List.of());
    }

    private static WarningRow warning(int number) {
        return new WarningRow(
                NOW + number, "SLOW_CONSUMER", 1, "connection 1 /10.0.0.1:40001 reads slowly", "A.java:1", List.of());
    }

    @Test
    void tilesNameWhatIsNowAndWhatEverWasAndAgreeWithTheTab() throws Exception {
        UI.awaitText("figures", "no data yet");
        fake.feed.viewer().connected("echo 127.0.0.1:7000", true, "start");
        fake.feed.viewer().tick(tick(1, 1, 1, 2, warning(1), warning(2)));
        UI.await("the tile", () -> UI.text("tile-blocked").equals("⚠ 1"));
        assertThat(UI.text("tile-blocked-more")).isEqualTo("ever: 1 blocked handler");
        assertThat(UI.text("tile-errors-more")).isEqualTo("ever: 2 · 1 abnormal close");
        UI.await("the tab", () -> UI.texts().contains("⚠ Warnings (2)"));
        UI.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.A);
        UI.await("seen", () -> UI.text("tile-errors").equals("0"));
        fake.feed.viewer().tick(tick(2, 0, 97, 5, warning(3)));
        UI.awaitText("tile-errors", "3");
        assertThat(UI.text("tile-blocked-more")).isEqualTo("ever: 97 blocked handlers");
        UI.await("that some are not listed", () -> UI.texts().contains("⚠ Warnings (3 of 5)"));
        UI.press(KeyCode.CONTROL, KeyCode.DIGIT1);
        UI.awaitText("warning-message", "connection 1 10.0.0.1:40001 reads slowly");

        // A recording begins with what is known, so that its replay shows the same numbers.
        Path file = folder.resolve("r.ndjson");
        when(fake.files.chooseFileToSave(eq("record.save"), any())).thenReturn(file);
        when(fake.files.chooseFileToOpen("record.open")).thenReturn(file);
        UI.press(KeyCode.CONTROL, KeyCode.R);
        UI.press(KeyCode.CONTROL, KeyCode.R);
        UI.press(KeyCode.CONTROL, KeyCode.O);
        UI.awaitText("banner-text", "the recording is over");
        UI.await("the same tab", () -> UI.texts().contains("⚠ Warnings (3 of 5)"));
        UI.awaitText("tile-errors", "5");
        UI.await("the replay's controls", () -> UI.shows("replay-step"));
    }

    @Test
    void theSameServerIsNotAttachedTwiceAndATokenFileCanBeChosen() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "0".repeat(64));
        FeedAddress address = FeedAddress.of("127.0.0.1:1", token);
        for (int i = 0; i < 2; i++) {
            WaitForAsyncUtils.waitForAsyncFx(5_000, () -> fake.window.attach(address));
        }
        UI.awaitText("said", "is attached already");
        assertThat(UI.texts().stream().filter("127.0.0.1:1"::equals)).hasSize(1);
        Path settings = folder.resolve("settings");
        fake.close();
        assertThat(settings).content().contains("server.0.address=127.0.0.1\\:1");
        fake = FakeWindow.open(settings);
    }

    @Test
    void aHostWithoutTlsIsRefusedTheToken() {
        FeedAddress address = FeedAddress.of("192.0.2.1:7001", folder.resolve("token"));
        WaitForAsyncUtils.waitForAsyncFx(5_000, () -> fake.window.attach(address));
        UI.awaitText("banner-text", "the token is not sent to another host without TLS");
    }

    @Test
    void nothingIsDrawnWhileTheWindowIsMinimised() {
        fake.feed.viewer().connected("echo 127.0.0.1:7000", true, "start");
        fake.feed.viewer().tick(tick(1, 0, 0, 0));
        UI.awaitText("tile-open", "1");
        WaitForAsyncUtils.waitForAsyncFx(5_000, () -> fake.stage.setIconified(true));
        fake.feed.viewer().tick(tick(2, 0, 0, 7));
        // Longer than the slowest view takes, counted in the toolkit's own refreshes.
        long refreshes = UI.fx(() -> fake.window.refreshes());
        UI.await("refreshes that draw nothing", () -> fake.window.refreshes() > refreshes + 20);
        assertThat(UI.fx(() ->
                        ((javafx.scene.control.Label) fake.stage.getScene().lookup("#tile-errors")).getText()))
                .isEqualTo("0");
        WaitForAsyncUtils.waitForAsyncFx(5_000, () -> fake.stage.setIconified(false));
        UI.awaitText("tile-errors", "7");
    }
}
