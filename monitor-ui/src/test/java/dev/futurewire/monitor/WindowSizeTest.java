package dev.futurewire.monitor;

import static dev.futurewire.monitor.model.FeedFixtures.NOW;
import static dev.futurewire.monitor.model.FeedFixtures.row;
import static dev.futurewire.monitor.model.FeedFixtures.tick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.monitor.model.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.stage.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.util.WaitForAsyncUtils;

/** Everything has its place at every size. */
final class WindowSizeTest {
    private static final UiDriver UI = new UiDriver();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1280,800,13", "1280,800,18", "1000,640,13"})
    void manyServersAndLargeTextPushNothingOut(int width, int height, int font) throws Exception {
        Path settings = Files.writeString(
                folder.resolve("settings"),
                "window.width=" + width + "\nwindow.height=" + height + "\nfont=" + font + "\n");
        try (FakeWindow fake = FakeWindow.open(settings)) {
            fake.feed.viewer().connected("echo 10.0.0.1:7000", true, "start");
            fake.feed.viewer().tick(tick(1, NOW, List.of(row(5))));
            UI.awaitText("tile-open", "1");
            UI.awaitRest("connections");
            double table = UI.fx(() -> top(UI.node("connections")));
            UI.awaitText("banner-text", "Stale");
            assertThat(UI.fx(() -> top(UI.node("connections"))))
                    .as("a banner moves nothing")
                    .isEqualTo(table);
            UI.clickCell("10.0.0.5:40005");
            for (String id : List.of("details-close", "follow-save", "details-leave", "send", "menu", "columns")) {
                assertInside(fake, id);
            }
            for (int i = 0; i < 6; i++) {
                String name = "server-with-a-name-" + i + ".example.org:7001";
                FakeFeed more = new FakeFeed();
                WaitForAsyncUtils.waitForAsyncFx(
                        5_000,
                        () -> fake.window.add(
                                new Session(Session.Origin.ATTACHED, name, () -> more, System::currentTimeMillis)));
            }
            UI.awaitText("banner-text", "server-with-a-name-5");
            for (String id : List.of("menu", "attach", "pause", "servers-more")) {
                assertInside(fake, id);
            }
            UI.click("servers-more");
            UI.await("the others", () -> UI.texts().stream().anyMatch(text -> text.contains("server-with-a-name-2")));
            UI.hidePopups();
            UI.press(KeyCode.CONTROL, KeyCode.N);
            UI.await(
                    "the focus",
                    () -> UI.shows("attach-address")
                            && UI.node("attach-address").isFocused());
            UI.type("attach-address", "nowhere " + "x".repeat(150));
            UI.click("attach-ok");
            UI.awaitText("attach-problem", "is not HOST:PORT");
            UI.await("a dialog that fits", () -> {
                Node ok = UI.node("attach-ok");
                Bounds bounds = ok.localToScene(ok.getBoundsInLocal());
                return bounds.getMaxY() <= ok.getScene().getHeight();
            });
            UI.press(KeyCode.ESCAPE);
            UI.await("no dialog", () -> !UI.shows("attach-address"));
        }
    }

    private static double top(Node node) {
        return node.localToScene(node.getBoundsInLocal()).getMinY();
    }

    private static void assertInside(FakeWindow fake, String id) {
        UI.await(id + " inside the window", () -> {
            Node node = UI.node(id);
            Bounds bounds = node.localToScene(node.getBoundsInLocal());
            return bounds.getMaxX() <= fake.stage.getScene().getWidth() + 1
                    && bounds.getMaxY() <= fake.stage.getScene().getHeight() + 1
                    && bounds.getMinX() >= -1;
        });
    }

    @Test
    void theFirstWindowFitsTheScreen() throws Exception {
        try (FakeWindow fake = FakeWindow.open(folder.resolve("none"))) {
            Rectangle2D screen = UI.fx(() -> Screen.getPrimary().getVisualBounds());
            assertThat(UI.fx(() -> fake.stage.getScene().getHeight())).isLessThanOrEqualTo(screen.getHeight() - 40);
            assertThat(UI.fx(() -> fake.stage.getScene().getWidth())).isLessThanOrEqualTo(screen.getWidth());
        }
    }
}
