package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static dev.futurewire.monitor.model.FeedFixtures.row;
import static dev.futurewire.monitor.model.FeedFixtures.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.WarningRow;
import dev.futurewire.monitor.model.FeedFixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The window on a fake feed, with simulated user input. */
final class WindowTest {
    private static final UiDriver UI = new UiDriver();

    @TempDir
    private Path folder;

    private FakeWindow fake;

    @BeforeEach
    void open() throws Exception {
        fake = FakeWindow.open(folder.resolve("settings"));
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void exportsTheRowsThatAreShown() throws Exception {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(1, 10, 10), row(2, 2_000_000, 0), row(3, 30, 0))));
        UI.type("filter", "in>1M");
        UI.await("one of three", () -> UI.text("filter-count").equals("1 / 3"));

        Path csv = folder.resolve("rows.csv");
        when(fake.files.chooseFileToSave("export.save", "futurewire.csv")).thenReturn(csv);
        UI.press(KeyCode.CONTROL, KeyCode.E);
        UI.awaitText("said", "Saved to " + csv);
        assertThat(csv).content().contains("10.0.0.2:40002").doesNotContain("10.0.0.1:40001");

        Path ndjson = folder.resolve("rows.ndjson");
        when(fake.files.chooseFileToSave("export.save", "futurewire.ndjson")).thenReturn(ndjson);
        UI.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.E);
        UI.awaitText("said", "Saved to " + ndjson);
        assertThat(Files.readAllLines(ndjson)).singleElement().asString().contains("\"bytesIn\":2000000");
    }

    @Test
    void saysWhyAFileCannotBeWritten() {
        when(fake.files.chooseFileToSave(any(), any())).thenReturn(folder.resolve("no/such/folder"));
        UI.press(KeyCode.CONTROL, KeyCode.E);
        UI.awaitText("said", "Not saved");
    }

    @Test
    void aRecordingCanBeOpenedAgain() {
        Path file = folder.resolve("recording.ndjson");
        when(fake.files.chooseFileToSave("record.save", "futurewire.ndjson")).thenReturn(file);
        when(fake.files.chooseFileToOpen("record.open")).thenReturn(file);
        UI.press(KeyCode.CONTROL, KeyCode.R);
        UI.await("that it records", () -> UI.shows("recording"));
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(77))));
        UI.awaitCell("10.0.0.77:40077");
        UI.press(KeyCode.CONTROL, KeyCode.R);
        UI.awaitText("said", "complete");

        fake.feed.viewer().tick(tick(2, NOW + 100, List.of()));
        UI.awaitNoCell("10.0.0.77:40077");
        UI.press(KeyCode.CONTROL, KeyCode.O);
        UI.awaitCell("10.0.0.77:40077");
        UI.awaitText("banner-text", "the recording is over");
    }

    @Test
    void saysThatAFileIsNoRecording() throws Exception {
        when(fake.files.chooseFileToOpen("record.open")).thenReturn(Files.writeString(folder.resolve("x"), "hello"));
        UI.press(KeyCode.CONTROL, KeyCode.O);
        UI.awaitText("said", "not a recording");
    }

    @Test
    void aBlockedHandlersStackIsShownWithWhatItMeans() {
        WarningRow warning = new WarningRow(
                NOW,
                "HANDLER_BLOCKED",
                1,
                "the handler has held its loop",
                "Demo.java:65",
                List.of("java.lang.Thread.sleep", "demo.Demo.block(Demo.java:65)"));
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(1)), List.of(), List.of(warning)));
        UI.await("the warning", () -> UI.texts().stream().anyMatch(text -> text.contains("handler blocked")));
        UI.press(KeyCode.CONTROL, KeyCode.DIGIT1);
        UI.awaitText("warning-means", "kept its loop's thread");
        UI.awaitText("warning-do", "Look at the stack");
        UI.await(
                "the stack",
                () -> ((TextArea) UI.node("warning-stack")).getText().contains("demo.Demo.block(Demo.java:65)"));
    }

    @Test
    void sortsByAClickOnAHeader() {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(1, 500, 0), row(2, 9_000, 0), row(3, 40, 0))));
        UI.awaitCell("10.0.0.3:40003");
        // The silent feed raises a banner, which moves the table: await it before clicking.
        UI.awaitText("banner-text", "Stale");
        assertThat(UI.column("peer")).containsExactly("10.0.0.1:40001", "10.0.0.2:40002", "10.0.0.3:40003");
        UI.clickHeader("Peer", TableColumn.SortType.ASCENDING);
        UI.clickHeader("Peer", TableColumn.SortType.DESCENDING);
        UI.await(
                "the other order",
                () -> UI.column("peer").equals(List.of("10.0.0.3:40003", "10.0.0.2:40002", "10.0.0.1:40001")));
    }

    @Test
    void sortsAndMovesAColumnWithTheKeyboard() {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(1), row(2), row(3))));
        UI.awaitCell("10.0.0.3:40003");
        columns(KeyCode.UP, KeyCode.UP, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.DOWN, KeyCode.ENTER);
        columns(KeyCode.UP, KeyCode.UP, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.DOWN, KeyCode.ENTER);
        UI.await(
                "from the last peer to the first",
                () -> UI.column("peer").equals(List.of("10.0.0.3:40003", "10.0.0.2:40002", "10.0.0.1:40001")));
        columns(KeyCode.UP, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.DOWN, KeyCode.ENTER);
        UI.await(
                "the peer in front",
                () -> UI.visible().stream()
                        .filter(TableView.class::isInstance)
                        .anyMatch(node -> "column-peer"
                                .equals(((TableView<?>) node)
                                        .getColumns()
                                        .get(0)
                                        .getId())));
    }

    /** Opens the menu of columns and selects an item with the keyboard. */
    private void columns(KeyCode... keys) {
        UI.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        UI.await("the menu", () -> UI.texts().contains("Move to the front"));
        for (KeyCode key : keys) {
            UI.press(key);
        }
        UI.await("no menu", () -> !UI.texts().contains("Move to the front"));
    }

    @Test
    void withoutControlNothingIsAskedOfTheServer() {
        fake.feed.viewer().connected("echo 10.0.0.1:7000", false);
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        UI.clickCell("10.0.0.5:40005");
        UI.await("why not", () -> UI.shows("no-control"));
        UI.press(KeyCode.CONTROL, KeyCode.W);
        assertThat(UI.shows("confirm")).isFalse();
        UI.press(KeyCode.ESCAPE);
        UI.await("no details", () -> !UI.shows("details-title"));
        assertThat(fake.feed.asked()).containsExactly("follow 5", "unfollow 5");
    }

    @Test
    void aServerThatIsLostIsNotAskedToCloseAConnection() {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        UI.clickCell("10.0.0.5:40005");
        UI.await("the button", () -> !UI.node("details-close").isDisabled());
        fake.feed.viewer().lost("Connection refused", 60_000);
        UI.await("no button", () -> UI.node("details-close").isDisabled());
    }

    @Test
    void rememberedIsHowTheWindowWas() throws Exception {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        UI.awaitCell("10.0.0.5:40005");
        UI.press(KeyCode.CONTROL, KeyCode.T);
        UI.awaitText("said", "Light");
        UI.fx(() -> {
            fake.stage.setWidth(1_100);
            return null;
        });
        UI.await("the new width", () -> fake.stage.getScene().getWidth() == 1_100);
        fake.close();
        fake = FakeWindow.open(folder.resolve("settings"));
        assertThat(UI.fx(() -> fake.stage.getScene().getFill().toString())).isEqualTo("0xffffffff");
        assertThat(UI.fx(() -> fake.stage.getScene().getWidth())).isEqualTo(1_100);
    }

    @Test
    void theBarOfSampledLinesIsThereIfAndOnlyIfSomeWereLeftOut() {
        UI.press(KeyCode.CONTROL, KeyCode.DIGIT3);
        fake.feed.viewer().tick(sampled(1, 50, 0));
        UI.await("the tile", () -> UI.text("tile-open").equals("1"));
        assertThat(UI.shows("sampled")).isFalse();
        fake.feed.viewer().tick(sampled(2, 100, 9_900));
        UI.awaitText("sampled", "counts stay exact");
    }

    private static FeedSnapshot sampled(long sequence, long shown, long dropped) {
        return new FeedSnapshot(
                sequence,
                NOW + sequence * 1_000,
                FeedFixtures.totals(1, 0, 0, shown, dropped),
                List.of(row(1)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void aClosedConnectionStaysWithItsReason() {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(9))));
        fake.feed
                .viewer()
                .tick(tick(
                        2,
                        NOW + 100,
                        List.of(),
                        List.of(FeedFixtures.closed(9, "frame too long", NOW + 50)),
                        List.of()));
        UI.awaitCell("○ closed");
        UI.awaitCell("✕ frame too long");
    }

    @Test
    void asksForTheFileOfATokenOnlyWhenTold() {
        UI.press(KeyCode.CONTROL, KeyCode.N);
        UI.await("the dialog", () -> UI.shows("attach-address"));
        when(fake.files.chooseFileToOpen("attach.choose-token")).thenReturn(folder.resolve("chosen"));
        UI.click("attach-browse");
        verify(fake.files).chooseFileToOpen("attach.choose-token");
        UI.await("the choice", () -> UI.text("attach-token").endsWith("chosen"));
        UI.press(KeyCode.ESCAPE);
        UI.await("no dialog", () -> !UI.shows("attach-address"));
    }
}
