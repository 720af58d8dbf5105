package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyCombination.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * An action of the window, available from the menu and the keyboard.
 *
 * @param name key of its texts
 * @param keys keyboard shortcuts; every action has one, and further ones for other keyboards
 * @param task what the action does
 * @param enabled whether the action is enabled, or null if it always is
 */
public record WindowAction(
        String name,
        List<KeyCombination> keys,
        Runnable task,
        @Nullable ObservableBooleanValue enabled) {
    /** Copies the list. */
    public WindowAction {
        keys = List.copyOf(keys);
    }

    static WindowAction of(String name, Keys keys, Runnable task) {
        return new WindowAction(name, keys.all, task, null);
    }

    static WindowAction of(String name, Keys keys, Runnable task, ObservableBooleanValue enabled) {
        return new WindowAction(name, keys.all, task, enabled);
    }

    /** Keyboard shortcuts by key codes, which no keyboard layout and no name of a key changes. */
    static final class Keys {
        private final List<KeyCombination> all = new ArrayList<>();

        static Keys plain(KeyCode code) {
            return new Keys().or(code);
        }

        static Keys shift(KeyCode code) {
            return new Keys().or(code, KeyCombination.SHIFT_DOWN);
        }

        static Keys ctrl(KeyCode code) {
            return new Keys().orCtrl(code);
        }

        static Keys ctrlShift(KeyCode code) {
            return new Keys().orCtrlShift(code);
        }

        Keys orCtrl(KeyCode code) {
            return or(code, KeyCombination.SHORTCUT_DOWN);
        }

        Keys orCtrlShift(KeyCode code) {
            return or(code, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
        }

        private Keys or(KeyCode code, Modifier... modifiers) {
            all.add(new KeyCodeCombination(code, modifiers));
            return this;
        }
    }

    /** Returns the display text of the shortcut. */
    public String keysText() {
        return keys.get(0).getDisplayText();
    }

    /** Returns the display name. */
    public String text() {
        return Messages.get("action." + name);
    }

    void run() {
        if (enabled == null || enabled.get()) {
            task.run();
        }
    }

    MenuItem menuItem() {
        MenuItem item = new MenuItem(text());
        item.setId("action-" + name);
        // For display: KeyBindings handles the keys, even where a text field has the focus.
        item.setAccelerator(keys.get(0));
        item.setOnAction(event -> run());
        if (enabled != null) {
            item.disableProperty().bind(Bindings.not(enabled));
        }
        return item;
    }
}
