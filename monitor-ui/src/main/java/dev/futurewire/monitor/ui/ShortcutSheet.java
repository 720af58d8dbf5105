package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.util.List;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A dialog that lists the keyboard shortcuts and explains the filter language. */
final class ShortcutSheet {
    private static final int COLUMNS = 2;

    /**
     * A line of the sheet.
     *
     * @param keys keys to press
     * @param description name of the action
     */
    record Shortcut(String keys, String description) {}

    private ShortcutSheet() {}

    /** Creates the dialog. */
    static Dialog<ButtonType> of(List<Shortcut> shortcuts) {
        GridPane grid = new GridPane();
        grid.setHgap(16);
        grid.setVgap(6);
        int rows = (shortcuts.size() + COLUMNS - 1) / COLUMNS;
        for (int i = 0; i < shortcuts.size(); i++) {
            Label keys = new Label(shortcuts.get(i).keys());
            keys.getStyleClass().add("keys");
            keys.setMinWidth(Region.USE_PREF_SIZE);
            Label description = new Label(shortcuts.get(i).description());
            description.setMinWidth(Region.USE_PREF_SIZE);
            grid.add(keys, i / rows * 2, i % rows);
            grid.add(description, i / rows * 2 + 1, i % rows);
        }
        Label filter = new Label(Messages.get("filter.help"));
        filter.setId("filter-help");
        filter.setWrapText(true);
        filter.setMaxWidth(760);
        filter.setMinHeight(Region.USE_PREF_SIZE);
        filter.getStyleClass().add("text-muted");
        VBox content = new VBox(16, grid, filter);
        content.setId("shortcuts");
        Dialog<ButtonType> dialog = new Dialog<>();
        dialog.setTitle(Messages.get("help.title"));
        dialog.setHeaderText(Messages.get("help.header"));
        dialog.getDialogPane().setContent(content);
        dialog.getDialogPane().getButtonTypes().setAll(ButtonType.CLOSE);
        return dialog;
    }
}
