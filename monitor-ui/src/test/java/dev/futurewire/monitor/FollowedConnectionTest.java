package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static dev.futurewire.monitor.model.FeedFixtures.row;
import static dev.futurewire.monitor.model.FeedFixtures.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.when;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.TaskRow;
import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.model.FeedFixtures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The details of a connection: whose bytes are shown, all of them, found, copied and saved. */
final class FollowedConnectionTest {
    private static final UiDriver UI = new UiDriver();
    private static FakeWindow fake;

    @TempDir
    private java.nio.file.Path folder;

    private String start;

    @BeforeAll
    static void open(@TempDir java.nio.file.Path settings) throws Exception {
        fake = FakeWindow.open(settings.resolve("settings"));
    }

    @AfterAll
    static void close() {
        fake.close();
    }

    @BeforeEach
    void follow() {
        start = UUID.randomUUID().toString();
        UI.hidePopups();
        UI.press(KeyCode.F6);
        UI.press(KeyCode.ESCAPE);
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true, start);
        fake.feed.viewer().tick(tick(1, NOW, List.of(row(12), row(13))));
        UI.clickCell("10.0.0.12:40012");
        UI.awaitText("details-title", "#12");
    }

    private static void say(long connection, boolean inbound, String text) {
        say(connection, inbound, text.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static void say(long connection, boolean inbound, byte[] bytes, long millis) {
        fake.feed.viewer().traffic(new Traffic(connection, millis, inbound, bytes, bytes.length, 0));
    }

    private static void awaitLine(String text) {
        UI.await("the line '" + text + "'", () -> UI.texts().contains(text));
    }

    @Test
    void aRestartOfTheServerNeverMixesTwoConnections() {
        say(12, true, "of the first process\n");
        awaitLine("of the first process");
        int asked = fake.feed.asked().size();
        fake.feed.viewer().lost("Connection refused", 10);
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true, start + "-again");
        fake.feed.viewer().tick(tick(1, NOW + 5_000, List.of(row(12))));
        say(12, true, "of a stranger\n");
        UI.awaitText("details-awaiting", "server restarted");
        assertThat(UI.texts()).contains("of the first process").doesNotContain("of a stranger");
        assertThat(UI.fx(() -> UI.node("details-close").isDisabled())).isTrue();
        assertThat(UI.fx(() -> UI.node("send").isDisabled())).isTrue();
        assertThat(fake.feed.asked().subList(asked, fake.feed.asked().size())).doesNotContain("follow 12");
        UI.press(KeyCode.CONTROL, KeyCode.W);
        assertThat(UI.shows("confirm")).isFalse();
        // The connection of the new process with the same number is followed only when it is selected.
        UI.clickCell("10.0.0.12:40012");
        UI.await("another connection", () -> !UI.texts().contains("of the first process"));
        say(12, true, "of the second process\n");
        awaitLine("of the second process");
    }

    @Test
    void afterAnInterruptionOfTheFeedTheSameConnectionIsFollowedOn() {
        say(12, true, "before\n");
        fake.feed.viewer().lost("Connection reset", 10);
        fake.feed.viewer().connected("echo 10.0.0.1:7000", true, start);
        fake.feed.viewer().tick(tick(2, NOW + 100, List.of(row(12))));
        say(12, true, "after\n");
        awaitLine("after");
        assertThat(UI.texts()).contains("before", "interrupted: an unknown number of bytes is missing");
        assertThat(fake.feed.asked()).endsWith("follow 12");
    }

    @Test
    void aLineOfFiveMegabytesIsCutWithItsLengthFoundAndSavedWhole() throws Exception {
        byte[] line = new byte[5_000_000];
        Arrays.fill(line, (byte) 'x');
        byte[] end = " the very end\n".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(end, 0, line, line.length - end.length, end.length);
        for (int from = 0; from < line.length; from += 250_000) {
            say(12, true, Arrays.copyOfRange(line, from, from + 250_000), NOW);
        }
        UI.await(
                "that it is cut",
                () -> UI.texts().stream().anyMatch(text -> text.contains("x\\… (5,000,000 bytes, cut in this view)")));
        UI.type("follow-find", "the very end");
        UI.awaitText("find-count", "1 of 1");
        UI.await("the match", () -> marked().contains("the very end"));
        java.nio.file.Path raw = folder.resolve("raw.bin");
        when(fake.files.chooseFileToSave(eq("export.save"), contains("-12-"))).thenReturn(raw);
        save("RAW_IN");
        UI.awaitText("said", "Saved to " + raw);
        assertThat(Files.readAllBytes(raw)).isEqualTo(line);
        java.nio.file.Path text = folder.resolve("text.txt");
        when(fake.files.chooseFileToSave(any(), any())).thenReturn(text);
        UI.press(KeyCode.CONTROL, KeyCode.S);
        UI.awaitText("said", "Saved to " + text);
        assertThat(Files.readString(text)).endsWith(" the very end\n").hasSizeGreaterThan(5_000_000);
    }

    private static void save(String format) {
        UI.fx(() -> {
            MenuItem item = ((MenuButton) UI.node("follow-save"))
                    .getItems().stream()
                            .filter(each -> each.getId().equals("save-" + format))
                            .findFirst()
                            .orElseThrow();
            item.fire();
            return null;
        });
    }

    /** Returns the words that are marked as a match. */
    private static List<String> marked() {
        return UI.fx(() -> UI.visible().stream()
                .filter(node -> node.getStyleClass().contains("line-match"))
                .map(node -> ((Label) node).getText())
                .filter(text -> !text.isEmpty())
                .toList());
    }

    @Test
    void sidewaysScrollingIsSeenAndEndsWithTheConnection() {
        say(12, true, "abcdefgh".repeat(60) + "\n");
        UI.await("the scroll bar", () -> bar().isVisible());
        UI.press(KeyCode.SHIFT, KeyCode.F6);
        for (int i = 0; i < 7; i++) {
            UI.press(KeyCode.RIGHT);
        }
        UI.await("56 columns", () -> bar().getValue() == 56);
        UI.press(KeyCode.HOME);
        UI.await("the first column", () -> bar().getValue() == 0);
        UI.press(KeyCode.RIGHT);
        UI.await("8 columns", () -> bar().getValue() == 8);
        UI.clickCell("10.0.0.13:40013");
        say(13, true, "short\n");
        awaitLine("short");
        assertThat(UI.fx(() -> bar().isVisible())).isFalse();
    }

    private static ScrollBar bar() {
        return (ScrollBar) fake.stage.getScene().lookup(".details #columns-scroll");
    }

    @Test
    void findCountsOrdersAndMarksMatchesAndScrollsToThem() {
        for (int i = 0; i < 22; i++) {
            say(12, i % 2 == 0, "x".repeat(i == 3 ? 200 : 10) + " Needle " + i + "\n");
        }
        awaitLine("xxxxxxxxxx Needle 21");
        UI.type("follow-find", "needle");
        UI.awaitText("find-count", "22 of 22");
        UI.await("the word", () -> marked().contains("Needle"));
        UI.press(KeyCode.ENTER);
        UI.awaitText("find-count", "1 of 22, from the other end");
        UI.press(KeyCode.ENTER);
        UI.press(KeyCode.ENTER);
        UI.awaitText("find-count", "3 of 22");
        UI.press(KeyCode.ENTER);
        UI.awaitText("find-count", "4 of 22");
        UI.await("the match in sight", () -> bar().getValue() > 0 && marked().contains("Needle"));
        UI.press(KeyCode.SHIFT, KeyCode.ENTER);
        UI.awaitText("find-count", "3 of 22");
        UI.press(KeyCode.ESCAPE);
    }

    @Test
    void anEndedConnectionSaysThatItHasEnded() {
        fake.feed
                .viewer()
                .tick(tick(
                        2,
                        NOW + 100,
                        List.of(row(13)),
                        List.of(FeedFixtures.closed(12, "frame too long", NOW + 50)),
                        List.of()));
        UI.awaitText("details-awaiting", "✕ ended: frame too long");
        UI.awaitText("follow-empty", "has ended");
    }

    @Test
    void rangesAreCopiedWholeAndRaw() {
        say(12, true, "one\t1\n");
        say(12, false, "y".repeat(2_000) + "\n");
        say(12, true, "three\n");
        awaitLine("three");
        UI.press(KeyCode.SHIFT, KeyCode.F6);
        UI.press(KeyCode.CONTROL, KeyCode.A);
        UI.press(KeyCode.CONTROL, KeyCode.C);
        assertThat(clipboard()).isEqualTo("one\\t1\n" + "y".repeat(2_000) + "\nthree\n");
        UI.press(KeyCode.CONTROL, KeyCode.HOME);
        UI.press(KeyCode.SHIFT, KeyCode.DOWN);
        UI.robot.rightClickOn(UI.node("follow-lines"));
        UI.await("the menu", () -> UI.texts().contains("Copy without escapes"));
        UI.robot.clickOn("Copy without escapes");
        UI.await("the bytes", () -> Clipboard.getSystemClipboard().getString().endsWith("three\n"));
    }

    private static String clipboard() {
        return UI.fx(() -> Clipboard.getSystemClipboard().getString());
    }

    @Test
    void theTasksAreShownAsATree() {
        AwaitingRow read = new AwaitingRow("readLine", "Redis.java:17", NOW - 850, NOW + 9_000, 0, null, 14);
        TaskRow lookup = new TaskRow("lookup", "running", NOW - 900, "Chat.java:40", List.of(read), List.of());
        TaskRow room = new TaskRow("room 5", "running", NOW - 90_000, "Chat.java:33", List.of(), List.of(lookup));
        ConnectionRow with = with(row(12), List.of(room), "chat");
        fake.feed.viewer().tick(tick(2, NOW + 100, List.of(with, row(13))));
        UI.awaitText("tasks-heading", "2 tasks");
        @SuppressWarnings("unchecked")
        ListView<String> list = (ListView<String>) UI.node("tasks");
        assertThat(UI.fx(() -> List.copyOf(list.getItems())))
                .satisfiesExactly(
                        first -> assertThat(first).contains("room 5", "running 1m 30s", "started at Chat.java:33"),
                        second -> assertThat(second)
                                .contains("└─ lookup", "awaits readLine of #14", "Redis.java:17", "8.")
                                .contains("left", "started at Chat.java:40"));
        UI.awaitText("details-origin", "chat");
    }

    private static ConnectionRow with(ConnectionRow row, List<TaskRow> tasks, String server) {
        return new ConnectionRow(
                row.id(),
                row.peer(),
                row.local(),
                row.state(),
                row.reason(),
                row.openedAtMillis(),
                row.lastActivityMillis(),
                row.closedAtMillis(),
                row.bytesIn(),
                row.bytesOut(),
                row.linesIn(),
                row.linesOut(),
                row.bufferedInput(),
                row.queuedOutput(),
                row.highWaterMark(),
                row.awaiting(),
                row.warnings(),
                null,
                server,
                ConnectionRow.IN,
                tasks);
    }

    @Test
    void theChartHoldsOverALateSampleAndIsInterruptedWhereNothingWasMeasured() {
        UI.click("details-chart");
        long bytes = 0;
        for (int i = 1; i <= 20; i++) {
            long step = i == 8 ? 1_500 : 250; // one sample is late
            bytes += 500 * step / 250;
            chartTick(NOW + i * 250L + (i >= 8 ? 1_250 : 0), bytes);
        }
        UI.press(KeyCode.CONTROL, KeyCode.P);
        UI.awaitText("banner-text", "Paused");
        for (int i = 21; i <= 40; i++) {
            bytes += 500;
            chartTick(NOW + i * 250L + 1_250, bytes);
        }
        UI.press(KeyCode.CONTROL, KeyCode.P);
        UI.await("a line without a break", () -> in().getElements().size() > 40 && moves(in()) == 1);
        double lowest = UI.fx(() -> in().getLayoutBounds().getMaxY());
        double highest = UI.fx(() -> in().getLayoutBounds().getMinY());
        assertThat(lowest - highest).as("all the same rate").isLessThan(4);
        chartTick(NOW + 40_000, bytes + 8_000_000);
        chartTick(NOW + 40_250, bytes + 8_000_500);
        UI.await("an interruption", () -> moves(in()) == 2);
        UI.click("details-chart");
    }

    private static void chartTick(long millis, long bytes) {
        fake.feed.viewer().tick(tick(millis, millis, List.of(row(12, bytes, 0), row(13))));
    }

    private static Path in() {
        return (Path) fake.stage.getScene().lookup(".details .chart-in");
    }

    private static long moves(Path path) {
        return path.getElements().stream().filter(MoveTo.class::isInstance).count();
    }
}
