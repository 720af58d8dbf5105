package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.util.function.Supplier;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.stage.Window;

/** The window's dialogs: coloured like it, sized right, over it. */
final class Dialogs {
    private final Window owner;
    private final Supplier<Theme> theme;
    private final Supplier<String> fontStyle;

    Dialogs(Window owner, Supplier<Theme> theme, Supplier<String> fontStyle) {
        this.owner = owner;
        this.theme = theme;
        this.fontStyle = fontStyle;
    }

    void dress(Dialog<?> dialog) {
        if (dialog.getOwner() == null) {
            dialog.initOwner(owner);
        }
        theme.get().dress(dialog.getDialogPane().getScene());
        dialog.getDialogPane().setStyle(fontStyle.get());
        Placement.sizeAfterShowing(dialog.getDialogPane().getScene().getWindow());
    }

    /** Whether the user really wants that. */
    boolean sure(String header, String text, String yes) {
        ButtonType confirm = new ButtonType(yes, ButtonBar.ButtonData.OK_DONE);
        Alert alert = new Alert(Alert.AlertType.CONFIRMATION, text, confirm, ButtonType.CANCEL);
        alert.setTitle(Messages.get("window.title"));
        alert.setHeaderText(header);
        ((Button) alert.getDialogPane().lookupButton(confirm)).setId("confirm");
        dress(alert);
        return alert.showAndWait().filter(answer -> answer == confirm).isPresent();
    }
}
