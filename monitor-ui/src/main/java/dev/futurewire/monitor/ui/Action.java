package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be done, from the menu and from the keyboard.
 *
 * @param name of its texts
 * @param keys always some: nothing is for the mouse alone
 * @param deed what is done
 * @param possible when; null for always
 */
public record Action(
        String name,
        KeyCombination keys,
        Runnable deed,
        @Nullable ObservableBooleanValue possible) {
    static Action of(String name, String keys, Runnable deed) {
        return new Action(name, KeyCombination.valueOf(keys), deed, null);
    }

    static Action of(String name, String keys, Runnable deed, ObservableBooleanValue possible) {
        return new Action(name, KeyCombination.valueOf(keys), deed, possible);
    }

    /** How its keys are written. */
    public String keysText() {
        return keys.getDisplayText().replace('_', ' ');
    }

    /** What it is called. */
    public String text() {
        return Messages.get("action." + name);
    }

    void run() {
        if (possible == null || possible.get()) {
            deed.run();
        }
    }

    MenuItem menuItem() {
        MenuItem item = new MenuItem(text());
        item.setId("action-" + name);
        // Shown only: the scene's filter acts on the keys, also where a field has the focus.
        item.setAccelerator(keys);
        item.setOnAction(event -> run());
        if (possible != null) {
            item.disableProperty().bind(javafx.beans.binding.Bindings.not(possible));
        }
        return item;
    }
}
