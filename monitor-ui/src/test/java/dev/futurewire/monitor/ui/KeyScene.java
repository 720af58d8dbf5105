package dev.futurewire.monitor.ui;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;

/** A window that notes which actions their keys start, and does nothing else. */
public final class KeyScene {
    private final List<String> started = new ArrayList<>();

    /** Shows the window. Called on the toolkit's thread. */
    public KeyScene(Stage stage, List<WindowAction> actions) {
        Button focused = new Button("x");
        Scene scene = new Scene(new StackPane(focused), 200, 200);
        List<WindowAction> noted = actions.stream()
                .map(each -> new WindowAction(each.name(), each.keys(), () -> started.add(each.name()), null))
                .toList();
        KeyBindings.install(scene, noted, () -> started.add("slash"), () -> false);
        stage.setScene(scene);
        stage.show();
        focused.requestFocus();
    }

    /** Returns the names of the actions started since the last call, and forgets them. */
    public List<String> started() {
        List<String> copy = List.copyOf(started);
        started.clear();
        return copy;
    }
}
