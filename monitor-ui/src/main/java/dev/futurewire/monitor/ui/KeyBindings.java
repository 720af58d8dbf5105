package dev.futurewire.monitor.ui;

import java.util.List;
import java.util.function.BooleanSupplier;
import javafx.event.EventHandler;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** Keyboard shortcuts of the window. */
final class KeyBindings {
    private KeyBindings() {}

    /**
     * Installs the actions' shortcuts for the whole scene; a focused text field keeps plain characters and editing keys.
     *
     * @param focusFilter called for a slash outside text fields
     * @param escape called for an Escape that no control consumed; returns whether it had an effect
     */
    static void install(Scene scene, List<WindowAction> actions, Runnable focusFilter, BooleanSupplier escape) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            boolean typing = isTyping(scene.getFocusOwner());
            for (WindowAction action : actions) {
                if (action.keys().stream().anyMatch(keys -> keys.match(event)) && !(typing && isEditingKey(event))) {
                    action.run();
                    event.consume();
                    return;
                }
            }
            // Here, since lists and tables consume the key without an effect.
            if (event.getCode() == KeyCode.ESCAPE && !typing && escape.getAsBoolean()) {
                event.consume();
            }
        });
        scene.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && escape.getAsBoolean()) {
                event.consume();
            } else if (event.getCode() == KeyCode.SLASH && !isTyping(scene.getFocusOwner())) {
                focusFilter.run();
                event.consume();
            }
        });
        // The slash that focused the filter must not be typed into it.
        scene.addEventFilter(KeyEvent.KEY_TYPED, new SlashFilter(scene));
    }

    private static boolean isTyping(Node focused) {
        return focused instanceof TextInputControl;
    }

    private static boolean isEditingKey(KeyEvent event) {
        return !event.isShortcutDown() && !event.isAltDown() && !event.getCode().isFunctionKey();
    }

    private static final class SlashFilter implements EventHandler<KeyEvent> {
        private final Scene scene;
        private boolean outside;

        SlashFilter(Scene scene) {
            this.scene = scene;
            scene.addEventFilter(
                    KeyEvent.KEY_PRESSED,
                    event -> outside = event.getCode() == KeyCode.SLASH && !isTyping(this.scene.getFocusOwner()));
        }

        @Override
        public void handle(KeyEvent event) {
            if (outside && event.getCharacter().equals("/")) {
                event.consume();
            }
            outside = false;
        }
    }
}
