package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.ui.KeyScene;
import dev.futurewire.monitor.ui.WindowAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** Every documented key is pressed, and starts its action. */
final class ShortcutKeysTest {
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

    @Test
    void everyKeyStartsItsAction() throws Exception {
        List<WindowAction> actions = fake.window.actions();
        Stage stage = FxToolkit.registerStage(Stage::new);
        KeyScene scene = UI.fx(() -> new KeyScene(stage, actions));
        UI.await("the focus", stage::isFocused);
        for (WindowAction action : actions) {
            for (KeyCombination keys : action.keys()) {
                press((KeyCodeCombination) keys);
                assertThat(UI.fx(scene::started)).as(keys.toString()).containsExactly(action.name());
            }
        }
        WaitForAsyncUtils.waitForAsyncFx(5_000, stage::hide);
    }

    private static void press(KeyCodeCombination keys) {
        List<KeyCode> codes = new ArrayList<>();
        if (keys.getShortcut() == KeyCombination.ModifierValue.DOWN) {
            codes.add(KeyCode.CONTROL);
        }
        if (keys.getShift() == KeyCombination.ModifierValue.DOWN) {
            codes.add(KeyCode.SHIFT);
        }
        codes.add(keys.getCode());
        UI.press(codes.toArray(KeyCode[]::new));
    }

    @Test
    void pageUpAndPageDownShowTheOtherServersAndEqualsMakesTextLarger() {
        FakeFeed second = new FakeFeed();
        WaitForAsyncUtils.waitForAsyncFx(
                5_000,
                () -> fake.window.add(
                        new Session(Session.Origin.ATTACHED, "second:7001", () -> second, System::currentTimeMillis)));
        UI.awaitText("banner-text", "second:7001");
        UI.press(KeyCode.CONTROL, KeyCode.PAGE_DOWN);
        UI.awaitText("banner-text", "10.0.0.1:7001");
        UI.press(KeyCode.CONTROL, KeyCode.PAGE_UP);
        UI.awaitText("banner-text", "second:7001");
        double before = UI.fx(() -> UI.node("tile-open").getBoundsInLocal().getHeight());
        UI.press(KeyCode.CONTROL, KeyCode.EQUALS);
        UI.await("larger text", () -> UI.node("tile-open").getBoundsInLocal().getHeight() > before);
        UI.press(KeyCode.CONTROL, KeyCode.MINUS);
        UI.await("text as before", () -> UI.node("tile-open").getBoundsInLocal().getHeight() == before);
    }
}
