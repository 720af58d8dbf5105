package dev.futurewire.monitor.ui;

import java.util.List;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** The keyboard of the window. */
final class Keys {
    private Keys() {}

    /**
     * Acts on the actions' keys wherever the focus is; plain letters and editing keys stay with a field that has it.
     *
     * @param filtering is done at a slash outside of fields
     * @param escaping is done at Escape, if nobody else used it; tells whether it did something
     */
    static void install(Scene scene, List<Action> actions, Runnable filtering, BooleanSupplier escaping) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            boolean typing = isTyping(scene.getFocusOwner());
            for (Action action : actions) {
                if (action.keys().match(event) && !(typing && belongsToFields(event))) {
                    action.run();
                    event.consume();
                    return;
                }
            }
        });
        scene.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && escaping.getAsBoolean()) {
                event.consume();
            } else if (event.getCode() == KeyCode.SLASH && !isTyping(scene.getFocusOwner())) {
                filtering.run();
                event.consume();
            }
        });
        // The slash that opened the filter is not part of it.
        scene.addEventFilter(KeyEvent.KEY_TYPED, new SlashEater(scene));
    }

    private static boolean isTyping(Node focused) {
        return focused instanceof TextInputControl;
    }

    private static boolean belongsToFields(KeyEvent event) {
        return !event.isShortcutDown() && !event.isAltDown() && !event.getCode().isFunctionKey();
    }

    private static final class SlashEater implements javafx.event.EventHandler<KeyEvent> {
        private final Scene scene;
        private boolean outside;

        SlashEater(Scene scene) {
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
