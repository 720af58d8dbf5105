package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import dev.futurewire.monitor.model.FeedFixtures;
import dev.futurewire.monitor.ui.WindowAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.util.WaitForAsyncUtils;

/** Every text fits; every control can be reached with the keyboard and has an accessible name. */
@Tag("slow")
final class AccessibilityTest {
    private static final UiDriver UI = new UiDriver();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"dark,1280,800", "dark,1600,1000", "light,1280,800", "light,1600,1000", "contrast,1280,800"})
    void everyTextFits(String theme, int width, int height) throws Exception {
        Path settings = Files.writeString(
                folder.resolve("settings"),
                "theme=" + theme + "\nwindow.width=" + width + "\nwindow.height=" + height + "\n");
        try (FakeWindow fake = FakeWindow.open(settings)) {
            assertFits("connecting");
            fake.feed.viewer().connected("echo 10.0.0.1:7000", true);
            fake.feed.viewer().tick(FeedFixtures.tick(1, NOW, List.of()));
            UI.await("the invitation", () -> UI.shows("empty-command"));
            assertFits("empty");
            fake.feed.viewer().tick(busy());
            UI.awaitCell("255.255.255.255:65535");
            assertFits("busy");
            UI.clickCell("255.255.255.255:65535");
            fake.feed.viewer().traffic(new Traffic(999_999, NOW, true, bytes("a line\n"), 7, 0));
            UI.await("the line", () -> UI.texts().contains("a line"));
            UI.click("rendering-HEX");
            for (KeyCode tab : new KeyCode[] {KeyCode.DIGIT3, KeyCode.DIGIT2, KeyCode.DIGIT1}) {
                UI.press(KeyCode.CONTROL, tab);
                assertFits("tab " + tab);
            }
            UI.press(KeyCode.DOWN);
            assertFits("a warning");
            UI.type("filter", "colour:red");
            assertFits("a bad filter");
            UI.type("filter", "");
            UI.press(KeyCode.CONTROL, KeyCode.W);
            UI.await("the question", () -> UI.shows("confirm"));
            assertFits("the question");
            UI.press(KeyCode.ESCAPE);
            UI.press(KeyCode.F1);
            UI.await("the sheet", () -> UI.shows("shortcuts"));
            assertFits("the sheet");
            UI.press(KeyCode.ESCAPE);
            UI.press(KeyCode.CONTROL, KeyCode.N);
            UI.await("the dialog", () -> UI.shows("attach-address"));
            UI.type("attach-address", "nowhere");
            UI.click("attach-ok");
            assertFits("attaching");
            UI.press(KeyCode.ESCAPE);
            UI.await("no dialog", () -> !UI.shows("attach-address"));
            fake.feed.viewer().lost("Connection refused", 4_000);
            UI.awaitText("banner-text", "Stale for");
            assertFits("lost");
            fake.feed.viewer().refused("bad-token", "the token is not this server's");
            UI.awaitText("banner-text", "refuses");
            assertFits("refused");
        }
    }

    private static void assertFits(String state) {
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(UI.fx(() -> AccessibilityChecks.truncated(UI.visible())))
                .as(state)
                .isEmpty();
        assertThat(UI.fx(() -> AccessibilityChecks.unnamed(UI.visible())))
                .as(state)
                .isEmpty();
    }

    @Test
    void everyControlCanBeReachedWithTheTabKey() throws Exception {
        try (FakeWindow fake = FakeWindow.open(folder.resolve("settings"))) {
            fake.feed.viewer().connected("echo 10.0.0.1:7000", true);
            fake.feed.viewer().tick(busy());
            UI.clickCell("255.255.255.255:65535");
            UI.await("the details", () -> UI.shows("details-title"));
            Set<Node> wanted = UI.fx(AccessibilityTest::focusable);
            assertThat(wanted).hasSizeGreaterThan(12);
            Set<Node> reached = new HashSet<>();
            for (int i = 0; i < 4 * wanted.size() && !reached.containsAll(wanted); i++) {
                reached.add(UI.fx(() -> fake.stage.getScene().getFocusOwner()));
                UI.press(KeyCode.TAB);
            }
            // In a group of toggles, Tab reaches the selected one and the arrow keys the others.
            wanted.removeIf(node ->
                    node instanceof ToggleButton toggle && toggle.getToggleGroup() != null && !toggle.isSelected());
            wanted.removeAll(reached);
            assertThat(wanted.stream().map(AccessibilityChecks::describe)).isEmpty();
        }
    }

    @Test
    void theArrowKeysChooseInAGroupOfToggles() throws Exception {
        try (FakeWindow fake = FakeWindow.open(folder.resolve("settings"))) {
            fake.feed.viewer().connected("echo 10.0.0.1:7000", true);
            fake.feed.viewer().tick(busy());
            UI.clickCell("255.255.255.255:65535");
            fake.feed.viewer().traffic(new Traffic(999_999, NOW, true, bytes("a line\n"), 7, 0));
            UI.await("the line", () -> UI.texts().contains("a line"));
            UI.click("rendering-TEXT");
            UI.await("the focus", () -> UI.node("rendering-TEXT").isFocused());
            UI.press(KeyCode.RIGHT);
            UI.await("the line, escaped", () -> UI.texts().contains("a line\\n"));
        }
    }

    private static Set<Node> focusable() {
        Set<Node> nodes = new HashSet<>();
        for (Node node : UI.visible()) {
            boolean fits = node.isFocusTraversable() && !node.isDisabled();
            if (fits && (node instanceof Control || node.getStyleClass().contains("lines-pane"))) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    @Test
    void everyActionHasKeysOfItsOwn() throws Exception {
        try (FakeWindow fake = FakeWindow.open(folder.resolve("settings"))) {
            List<String> keys = new ArrayList<>();
            for (WindowAction action : fake.window.actions()) {
                action.keys().forEach(each -> keys.add(each.toString()));
                assertThat(action.text()).isNotBlank();
            }
            assertThat(keys).doesNotHaveDuplicates().hasSizeGreaterThan(25);
        }
    }

    /** Returns a tick whose numbers are as wide as possible. */
    private static FeedSnapshot busy() {
        ConnectionRow wide = new ConnectionRow(
                999_999,
                "255.255.255.255:65535",
                "127.0.0.1:65535",
                "half-closed",
                null,
                NOW - 86_399_000L * 3,
                NOW - 59_000,
                0,
                999_400_000_000L,
                999_400_000_000L,
                9_999_999,
                9_999_999,
                65_535,
                999_900,
                999_900,
                new AwaitingRow("readUntil", "SubscriptionHandler.java:1234", NOW - 3_599_000, NOW + 3_599_000, 0),
                2);
        ServerTotals totals = new ServerTotals(
                "echo",
                "127.0.0.1:7000",
                "paused",
                NOW - 100_000,
                99_999,
                99_999,
                9_999_999,
                5,
                5,
                Map.of("FRAME_TOO_LONG", 99_999L),
                999_400_000_000_000L,
                999_400_000_000_000L,
                9_999_999,
                9_999_999,
                9_999,
                9_999,
                99_999,
                1_000,
                99_999_999);
        List<WarningRow> warnings = List.of(
                new WarningRow(
                        NOW,
                        "HANDLER_BLOCKED",
                        999_999,
                        "the handler has held its loop's thread for 700 ms",
                        "SubscriptionHandler.java:1234",
                        List.of("java.base/java.lang.Thread.sleep(Native Method)")),
                new WarningRow(
                        NOW, "SLOW_CONSUMER", 999_999, "the peer reads slowly", "EchoService.java:42", List.of()),
                new WarningRow(NOW, "ACCEPT_PAUSED", 0, "a limit is reached", null, List.of()));
        return new FeedSnapshot(
                2,
                NOW + 100,
                totals,
                List.of(wide),
                List.of(FeedFixtures.closed(5, "idle timeout", NOW)),
                warnings,
                List.of(new EventRow(NOW, "opened", 999_999, "#999999 255.255.255.255:65535")),
                List.of(new Traffic(999_999, NOW, true, bytes("sampled"), 7, 0)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
