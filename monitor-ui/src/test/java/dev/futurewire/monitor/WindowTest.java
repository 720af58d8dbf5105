package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.Rows.NOW;
import static dev.futurewire.monitor.model.Rows.row;
import static dev.futurewire.monitor.model.Rows.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.futurewire.monitor.model.Rows;
import dev.futurewire.server.feed.FeedSnapshot;
import dev.futurewire.server.feed.WarningRow;
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

/** What the window does with what a feed says and a user answers. */
final class WindowTest {
    private static final Screen SCREEN = new Screen();

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
        SCREEN.type("filter", "in>1M");
        SCREEN.await("one of three", () -> SCREEN.text("filter-count").equals("1 / 3"));

        Path csv = folder.resolve("rows.csv");
        when(fake.files.chooseFileToSave("export.save", "futurewire.csv")).thenReturn(csv);
        SCREEN.press(KeyCode.CONTROL, KeyCode.E);
        SCREEN.awaitText("said", "Saved to " + csv);
        assertThat(csv).content().contains("10.0.0.2:40002").doesNotContain("10.0.0.1:40001");

        Path ndjson = folder.resolve("rows.ndjson");
        when(fake.files.chooseFileToSave("export.save", "futurewire.ndjson")).thenReturn(ndjson);
        SCREEN.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.E);
        SCREEN.awaitText("said", "Saved to " + ndjson);
        assertThat(Files.readAllLines(ndjson)).singleElement().asString().contains("\"bytesIn\":2000000");
    }

    @Test
    void saysWhyAFileCannotBeWritten() {
        when(fake.files.chooseFileToSave(any(), any())).thenReturn(folder.resolve("no/such/folder"));
        SCREEN.press(KeyCode.CONTROL, KeyCode.E);
        SCREEN.awaitText("said", "Not saved");
    }

    @Test
    void aRecordingCanBeOpenedAgain() {
        Path file = folder.resolve("recording.ndjson");
        when(fake.files.chooseFileToSave("record.save", "futurewire.ndjson")).thenReturn(file);
        when(fake.files.chooseFileToOpen("record.open")).thenReturn(file);
        SCREEN.press(KeyCode.CONTROL, KeyCode.R);
        SCREEN.await("that it records", () -> SCREEN.shows("recording"));
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(77))));
        SCREEN.awaitCell("10.0.0.77:40077");
        SCREEN.press(KeyCode.CONTROL, KeyCode.R);
        SCREEN.awaitText("said", "complete");

        fake.feed.viewer().tick(tick(2, NOW + 100, List.of()));
        SCREEN.awaitNoCell("10.0.0.77:40077");
        SCREEN.press(KeyCode.CONTROL, KeyCode.O);
        SCREEN.awaitCell("10.0.0.77:40077");
        SCREEN.awaitText("banner-text", "the recording is over");
    }

    @Test
    void saysThatAFileIsNoRecording() throws Exception {
        when(fake.files.chooseFileToOpen("record.open")).thenReturn(Files.writeString(folder.resolve("x"), "hello"));
        SCREEN.press(KeyCode.CONTROL, KeyCode.O);
        SCREEN.awaitText("said", "not a recording");
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
        SCREEN.await("the warning", () -> SCREEN.texts().stream().anyMatch(text -> text.contains("handler blocked")));
        SCREEN.press(KeyCode.CONTROL, KeyCode.DIGIT1);
        SCREEN.awaitText("warning-means", "kept its loop's thread");
        SCREEN.awaitText("warning-do", "Look at the stack");
        SCREEN.await(
                "the stack",
                () -> ((TextArea) SCREEN.node("warning-stack")).getText().contains("demo.Demo.block(Demo.java:65)"));
    }

    @Test
    void sortsByAClickOnAHeader() {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(1, 500, 0), row(2, 9_000, 0), row(3, 40, 0))));
        SCREEN.awaitCell("10.0.0.3:40003");
        // The feed says nothing more: the banner about that moves the table down, not between looking and clicking.
        SCREEN.awaitText("banner-text", "Stale");
        assertThat(SCREEN.column("peer")).containsExactly("10.0.0.1:40001", "10.0.0.2:40002", "10.0.0.3:40003");
        SCREEN.clickHeader("Peer", TableColumn.SortType.ASCENDING);
        SCREEN.clickHeader("Peer", TableColumn.SortType.DESCENDING);
        SCREEN.await(
                "the other order",
                () -> SCREEN.column("peer").equals(List.of("10.0.0.3:40003", "10.0.0.2:40002", "10.0.0.1:40001")));
    }

    @Test
    void sortsAndMovesAColumnWithTheKeyboard() {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(1), row(2), row(3))));
        SCREEN.awaitCell("10.0.0.3:40003");
        columns(KeyCode.UP, KeyCode.UP, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.DOWN, KeyCode.ENTER);
        columns(KeyCode.UP, KeyCode.UP, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.DOWN, KeyCode.ENTER);
        SCREEN.await(
                "from the last peer to the first",
                () -> SCREEN.column("peer").equals(List.of("10.0.0.3:40003", "10.0.0.2:40002", "10.0.0.1:40001")));
        columns(KeyCode.UP, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.DOWN, KeyCode.ENTER);
        SCREEN.await(
                "the peer in front",
                () -> SCREEN.visible().stream()
                        .filter(TableView.class::isInstance)
                        .anyMatch(node -> "column-peer"
                                .equals(((TableView<?>) node)
                                        .getColumns()
                                        .get(0)
                                        .getId())));
    }

    /** Opens the menu of columns and chooses in it. */
    private void columns(KeyCode... keys) {
        SCREEN.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        SCREEN.await("the menu", () -> SCREEN.texts().contains("Move to the front"));
        for (KeyCode key : keys) {
            SCREEN.press(key);
        }
        SCREEN.await("no menu", () -> !SCREEN.texts().contains("Move to the front"));
    }

    @Test
    void withoutControlNothingIsAskedOfTheServer() {
        fake.feed.viewer().connected("echo 10.0.0.1:7000", false);
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        SCREEN.clickCell("10.0.0.5:40005");
        SCREEN.await("why not", () -> SCREEN.shows("no-control"));
        SCREEN.press(KeyCode.CONTROL, KeyCode.W);
        assertThat(SCREEN.shows("confirm")).isFalse();
        SCREEN.press(KeyCode.ESCAPE);
        SCREEN.await("no details", () -> !SCREEN.shows("details-title"));
        assertThat(fake.feed.asked()).containsExactly("follow 5", "unfollow 5");
    }

    @Test
    void aServerThatIsLostIsNotAskedToCloseAConnection() {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        SCREEN.clickCell("10.0.0.5:40005");
        SCREEN.await("the button", () -> !SCREEN.node("details-close").isDisabled());
        fake.feed.viewer().lost("Connection refused", 60_000);
        SCREEN.await("no button", () -> SCREEN.node("details-close").isDisabled());
    }

    @Test
    void rememberedIsHowTheWindowWas() throws Exception {
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
        SCREEN.awaitCell("10.0.0.5:40005");
        SCREEN.press(KeyCode.CONTROL, KeyCode.T);
        SCREEN.awaitText("said", "Light");
        SCREEN.fx(() -> {
            fake.stage.setWidth(1_100);
            return null;
        });
        SCREEN.await("the new width", () -> fake.stage.getScene().getWidth() == 1_100);
        fake.close();
        fake = FakeWindow.open(folder.resolve("settings"));
        assertThat(SCREEN.fx(() -> fake.stage.getScene().getFill().toString())).isEqualTo("0xffffffff");
        assertThat(SCREEN.fx(() -> fake.stage.getScene().getWidth())).isEqualTo(1_100);
    }

    @Test
    void theBarOfSampledLinesIsThereIfAndOnlyIfSomeWereLeftOut() {
        SCREEN.press(KeyCode.CONTROL, KeyCode.DIGIT3);
        fake.feed.viewer().tick(sampled(1, 50, 0));
        SCREEN.await("the tile", () -> SCREEN.text("tile-open").equals("1"));
        assertThat(SCREEN.shows("sampled")).isFalse();
        fake.feed.viewer().tick(sampled(2, 100, 9_900));
        SCREEN.awaitText("sampled", "counts stay exact");
    }

    private static FeedSnapshot sampled(long sequence, long shown, long dropped) {
        return new FeedSnapshot(
                sequence,
                NOW + sequence * 1_000,
                Rows.totals(1, 0, 0, shown, dropped),
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
                .tick(tick(2, NOW + 100, List.of(), List.of(Rows.closed(9, "frame too long", NOW + 50)), List.of()));
        SCREEN.awaitCell("○ closed");
        SCREEN.awaitCell("✕ frame too long");
    }

    @Test
    void asksForTheFileOfATokenOnlyWhenTold() {
        SCREEN.press(KeyCode.CONTROL, KeyCode.N);
        SCREEN.await("the dialog", () -> SCREEN.shows("attach-address"));
        when(fake.files.chooseFileToOpen("attach.choose-token")).thenReturn(folder.resolve("chosen"));
        SCREEN.click("attach-browse");
        verify(fake.files).chooseFileToOpen("attach.choose-token");
        SCREEN.await("the choice", () -> SCREEN.text("attach-token").endsWith("chosen"));
        SCREEN.press(KeyCode.ESCAPE);
        SCREEN.await("no dialog", () -> !SCREEN.shows("attach-address"));
    }
}
