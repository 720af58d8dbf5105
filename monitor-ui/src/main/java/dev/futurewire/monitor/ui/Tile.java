package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.Messages;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** One number with its name and a second line. */
final class Tile extends VBox {
    private static final PseudoClass ALARM = PseudoClass.getPseudoClass("alarm");

    private final Label value = new Label("–");
    private final Label more = new Label(" ");
    private final String name;

    Tile(String key) {
        name = Messages.get("tile." + key);
        Label title = new Label(name);
        title.getStyleClass().addAll("tile-title", Styles.TEXT_MUTED);
        value.setId("tile-" + key);
        value.getStyleClass().add("tile-value");
        value.setMinWidth(USE_PREF_SIZE);
        more.setId("tile-" + key + "-more");
        more.getStyleClass().addAll("tile-more", Styles.TEXT_MUTED);
        more.setMinWidth(USE_PREF_SIZE);
        getStyleClass().add("tile");
        getChildren().addAll(title, value, more);
        setAccessibleText(name);
        setFocusTraversable(false);
    }

    void show(String number, String second, boolean alarm) {
        set(value, alarm ? "⚠ " + number : number);
        set(more, second);
        setAccessibleText(name + ": " + number + ", " + second);
        pseudoClassStateChanged(ALARM, alarm);
    }

    private static void set(Label label, String text) {
        if (!text.equals(label.getText())) {
            label.setText(text);
        }
    }
}
