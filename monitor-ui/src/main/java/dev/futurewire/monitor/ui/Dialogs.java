package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.stage.Window;

/** Gives dialogs the owner, theme and font of the window. */
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
        WindowPlacement.sizeAfterShowing(dialog.getDialogPane().getScene().getWindow());
    }

    /**
     * Asks for confirmation of an action with consequences, and returns whether the user gave it. Cancel is the default and has the
     * focus: the Enter key does nothing to the server.
     */
    boolean confirm(String header, String text, String yes) {
        ButtonType accept = new ButtonType(yes, ButtonBar.ButtonData.OK_DONE);
        Alert alert = new Alert(Alert.AlertType.CONFIRMATION, text, accept, ButtonType.CANCEL);
        alert.setTitle(Messages.get("window.title"));
        alert.setHeaderText(header);
        Button confirm = (Button) alert.getDialogPane().lookupButton(accept);
        Button cancel = (Button) alert.getDialogPane().lookupButton(ButtonType.CANCEL);
        confirm.setId("confirm");
        confirm.setDefaultButton(false);
        cancel.setId("cancel");
        cancel.setDefaultButton(true);
        dress(alert);
        alert.addEventHandler(
                javafx.scene.control.DialogEvent.DIALOG_SHOWN, event -> Platform.runLater(cancel::requestFocus));
        return alert.showAndWait().filter(answer -> answer == accept).isPresent();
    }
}
