package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * An action of the window, available from the menu and the keyboard.
 *
 * @param name key of its texts
 * @param keys keyboard shortcut; every action has one
 * @param task what the action does
 * @param enabled whether the action is enabled, or null if it always is
 */
public record WindowAction(
        String name,
        KeyCombination keys,
        Runnable task,
        @Nullable ObservableBooleanValue enabled) {
    static WindowAction of(String name, String keys, Runnable task) {
        return new WindowAction(name, KeyCombination.valueOf(keys), task, null);
    }

    static WindowAction of(String name, String keys, Runnable task, ObservableBooleanValue enabled) {
        return new WindowAction(name, KeyCombination.valueOf(keys), task, enabled);
    }

    /** Returns the display text of the shortcut. */
    public String keysText() {
        return keys.getDisplayText().replace('_', ' ');
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
        item.setAccelerator(keys);
        item.setOnAction(event -> run());
        if (enabled != null) {
            item.disableProperty().bind(Bindings.not(enabled));
        }
        return item;
    }
}
