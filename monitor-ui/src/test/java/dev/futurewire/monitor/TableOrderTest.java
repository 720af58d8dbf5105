package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static dev.futurewire.monitor.model.FeedFixtures.closed;
import static dev.futurewire.monitor.model.FeedFixtures.row;
import static dev.futurewire.monitor.model.FeedFixtures.tick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.monitor.model.FeedFixtures;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.TableColumn.SortType;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the table: what is open first, the greatest rates first, and a word while it is held. */
final class TableOrderTest {
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
        UI.press(KeyCode.ESCAPE);
        UI.fx(() -> {
            ((TableView<?>) UI.node("connections")).getSortOrder().clear();
            return null;
        });
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true, Long.toString(System.nanoTime()));
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(1, 10, 0), row(2, 10, 0), row(3, 10, 0), row(4, 10, 0))));
        fake.feed
                .viewer()
                .tick(tick(
                        2,
                        NOW + 100,
                        List.of(row(2, 1_010, 0), row(4, 5_010, 0)),
                        List.of(closed(1, "end of stream", NOW + 50), closed(3, "frame too long", NOW + 60)),
                        List.of()));
        UI.awaitCell("✕ frame too long");
    }

    @Test
    void endedConnectionsAreLastWithASignForGoodAndBadEndsAndCanBeHidden() {
        UI.await("the order", () -> UI.column("id").equals(List.of("2", "4", "3", "1")));
        assertThat(UI.column("notes")).containsExactly("✕ frame too long", "✓ end of stream");
        UI.press(KeyCode.CONTROL, KeyCode.K);
        UI.await("the open ones only", () -> UI.column("id").equals(List.of("2", "4")));
        UI.press(KeyCode.CONTROL, KeyCode.K);
        UI.await("all", () -> UI.column("id").size() == 4);
    }

    @Test
    void theFirstClickOnARateSortsTheGreatestFirstAndTheOrderThatIsHeldIsNamed() {
        UI.clickHeader("In/s", SortType.DESCENDING);
        UI.await("the greatest first", () -> UI.column("id").equals(List.of("4", "2", "1", "3")));
        UI.await("that the order is held", () -> UI.shows("order-held"));
        UI.clickHeader("In/s", SortType.ASCENDING);
        UI.await("the least first", () -> UI.column("id").equals(List.of("2", "4", "1", "3")));
        UI.clickHeader("In/s");
        UI.robot.moveTo(UI.node("filter"));
        UI.await("not held", () -> !UI.shows("order-held"));
    }

    @Test
    void rowsAreCopiedAsTabSeparatedValues() {
        UI.clickCell("10.0.0.2:40002");
        UI.press(KeyCode.CONTROL, KeyCode.A);
        UI.press(KeyCode.CONTROL, KeyCode.C);
        String[] lines = UI.fx(() -> Clipboard.getSystemClipboard().getString()).split("\n");
        assertThat(lines).hasSize(5);
        assertThat(lines[0]).startsWith("#\tState\tPeer\t");
        assertThat(lines[1]).startsWith("2\topen\t10.0.0.2:40002\t");
        UI.press(KeyCode.ESCAPE);
    }

    @Test
    void aDoubleClickOnAnEventShowsItsConnection() {
        FeedSnapshot now = tick(3, NOW + 200, List.of(row(2), row(4)));
        EventRow event = new EventRow(NOW + 150, "opened", 4, "#4 from /10.0.0.4:40004");
        fake.feed
                .viewer()
                .tick(new FeedSnapshot(
                        3, NOW + 200, now.totals(), now.rows(), List.of(), List.of(), List.of(event), List.of()));
        UI.press(KeyCode.CONTROL, KeyCode.DIGIT2);
        UI.await("the event", () -> UI.texts().stream().anyMatch(text -> text.endsWith("#4 from 10.0.0.4:40004")));
        UI.robot.doubleClickOn(UI.fx(() -> UI.visible().stream()
                .filter(node -> node instanceof javafx.scene.control.ListCell<?> cell
                        && String.valueOf(cell.getText()).contains("#4 from"))
                .findFirst()
                .orElseThrow()));
        UI.awaitText("details-title", "#4");
    }

    @Test
    void anEmptyServerShowsHowToConnectAlsoWithAFilter() {
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true, "empty");
        fake.feed.viewer().tick(FeedFixtures.tick(1, NOW, List.of()));
        UI.type("filter", "peer:10.9");
        UI.awaitText("empty-title", "No connections yet");
        UI.awaitText("empty-command", "nc 127.0.0.1 7000");
        UI.type("filter", "");
    }
}
