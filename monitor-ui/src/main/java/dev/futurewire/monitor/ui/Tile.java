package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.Messages;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;

/** A number with its name above and a detail below. */
final class Tile extends VBox {
    private static final PseudoClass ALARM = PseudoClass.getPseudoClass("alarm");

    private final Label value = new Label("–");
    private final Label detail = new Label(" ");
    private final String name;

    Tile(String key) {
        name = Messages.get("tile." + key);
        Label title = new Label(name);
        title.getStyleClass().addAll("tile-title", Styles.TEXT_MUTED);
        value.setId("tile-" + key);
        value.getStyleClass().add("tile-value");
        value.setMinWidth(USE_PREF_SIZE);
        detail.setId("tile-" + key + "-more");
        detail.getStyleClass().addAll("tile-more", Styles.TEXT_MUTED);
        detail.setMinWidth(USE_PREF_SIZE);
        getStyleClass().add("tile");
        getChildren().addAll(title, value, detail);
        setAccessibleText(name);
        setFocusTraversable(false);
    }

    void show(String number, String second, boolean alarm) {
        set(value, alarm ? "⚠ " + number : number);
        set(detail, second);
        setAccessibleText(name + ": " + number + ", " + second);
        pseudoClassStateChanged(ALARM, alarm);
    }

    /** Makes the tile a button. */
    void onClick(String tip, Runnable action) {
        Tooltip.install(this, new Tooltip(tip));
        setAccessibleRole(AccessibleRole.BUTTON);
        setFocusTraversable(true);
        getStyleClass().add("tile-button");
        setOnMouseClicked(event -> action.run());
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.SPACE || event.getCode() == KeyCode.ENTER) {
                action.run();
                event.consume();
            }
        });
    }

    private static void set(Label label, String text) {
        if (!text.equals(label.getText())) {
            label.setText(text);
        }
    }
}
