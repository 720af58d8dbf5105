package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.source.FeedAddress;
import dev.futurewire.monitor.source.KnownServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.event.ActionEvent;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a feed: one of those attached to before, or another address with its files. Validates them before it closes. Connection
 * errors are reported by the window.
 */
final class AttachDialog {
    private final KnownServers known;
    private final FileDialogs files;
    private final ComboBox<KnownServers.Known> servers = new ComboBox<>();
    private final TextField address = new TextField();
    private final TextField name = new TextField();
    private final TextField tokenFile = new TextField();
    private final CheckBox tls = new CheckBox(Messages.get("attach.tls"));
    private final TextField authority = new TextField();
    private final Label problem = new Label();
    private final Dialog<ButtonType> dialog = new Dialog<>();
    private final GridPane grid = new GridPane();
    private @Nullable FeedAddress result;

    /**
     * Creates the dialog.
     *
     * @param known servers attached to before
     * @param last address used last
     * @param files asks for files
     */
    AttachDialog(KnownServers known, String last, FileDialogs files) {
        this.known = known;
        this.files = files;
        dialog.setTitle(Messages.get("attach.title"));
        dialog.setHeaderText(Messages.get("attach.header"));
        servers.setId("attach-known");
        servers.setAccessibleText(Messages.get("attach.known"));
        servers.getItems().setAll(known.list());
        servers.setMaxWidth(Double.MAX_VALUE);
        servers.setDisable(servers.getItems().isEmpty());
        servers.valueProperty().addListener((property, before, chosen) -> fill(chosen));
        address.setPromptText("127.0.0.1:7001");
        name.setPromptText(Messages.get("attach.name.prompt"));
        authority.disableProperty().bind(tls.selectedProperty().not());
        authority.setPromptText(Messages.get("attach.ca.prompt"));
        tls.setId("attach-tls");
        problem.setId("attach-problem");
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        Label hint = new Label(Messages.get("attach.hint"));
        hint.setWrapText(true);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        hint.getStyleClass().add("text-muted");
        grid.getStyleClass().add("attach-grid");
        row(0, "attach.known", servers, null);
        row(1, "attach.address", field(address, "attach-address", "attach.address"), null);
        row(2, "attach.name", field(name, "attach-name", "attach.name"), null);
        Button token = browse("attach-browse", "attach.choose-token", tokenFile);
        row(3, "attach.token", field(tokenFile, "attach-token", "attach.token"), token);
        grid.add(tls, 1, 4, 2, 1);
        Button ca = browse("attach-browse-ca", "attach.choose-ca", authority);
        ca.disableProperty().bind(tls.selectedProperty().not());
        row(5, "attach.ca", field(authority, "attach-ca", "attach.ca"), ca);
        grid.add(hint, 0, 6, 3, 1);
        grid.add(problem, 0, 7, 3, 1);
        dialog.getDialogPane().setContent(grid);
        ButtonType attach = new ButtonType(Messages.get("attach.attach"), ButtonBar.ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(attach, ButtonType.CANCEL);
        Button ok = (Button) dialog.getDialogPane().lookupButton(attach);
        ok.setId("attach-ok");
        ok.addEventFilter(ActionEvent.ACTION, this::check);
        address.textProperty().addListener((property, before, text) -> tokenFile.setPromptText(promptFor(text)));
        fill(known.find(last));
        address.setText(last);
        tokenFile.setPromptText(promptFor(last));
    }

    private static TextField field(TextField field, String id, String text) {
        field.setId(id);
        field.setAccessibleText(Messages.get(text));
        return field;
    }

    private void row(int row, String text, Region field, @Nullable Button button) {
        Label label = new Label(Messages.get(text));
        label.setLabelFor(field);
        label.setMinWidth(Region.USE_PREF_SIZE);
        grid.add(label, 0, row);
        grid.add(field, 1, row, button == null ? 2 : 1, 1);
        GridPane.setHgrow(field, Priority.ALWAYS);
        if (button != null) {
            grid.add(button, 2, row);
        }
    }

    private Button browse(String id, String title, TextField into) {
        Button browse = new Button(Messages.get("attach.browse"));
        browse.setId(id);
        browse.setMinWidth(Region.USE_PREF_SIZE);
        browse.setOnAction(event -> {
            Path chosen = files.chooseFileToOpen(title);
            if (chosen != null) {
                into.setText(chosen.toString());
            }
        });
        return browse;
    }

    private void fill(KnownServers.@Nullable Known server) {
        if (server != null) {
            address.setText(server.address());
            name.setText(server.name());
            tokenFile.setText(server.tokenFile());
            tls.setSelected(server.tls());
            authority.setText(server.authority());
        }
    }

    private static String promptFor(String text) {
        try {
            return FeedAddress.suggestedFile(text.strip()).toString();
        } catch (IllegalArgumentException incomplete) {
            return "";
        }
    }

    private void check(ActionEvent event) {
        String wrong = validate();
        if (wrong != null) {
            problem.setText("⚠ " + wrong);
            event.consume();
            // The dialog grows, so that the text does not push the buttons out.
            Platform.runLater(
                    () -> dialog.getDialogPane().getScene().getWindow().sizeToScene());
        }
    }

    /** Sets the result, or returns what is wrong. */
    private @Nullable String validate() {
        FeedAddress wanted;
        try {
            Path file = tokenFile.getText().isBlank()
                    ? null
                    : Path.of(tokenFile.getText().strip());
            wanted = FeedAddress.of(address.getText().strip(), file);
        } catch (IllegalArgumentException bad) {
            return Messages.get("attach.bad-address", address.getText());
        }
        if (tls.isSelected()) {
            String trusted = authority.getText().strip();
            wanted = wanted.overTls(trusted.isEmpty() ? null : Path.of(trusted));
        }
        if (!Files.isReadable(wanted.tokenFile())) {
            return Messages.get("attach.no-token", wanted.tokenFile());
        }
        try {
            wanted.tlsOptions();
        } catch (IOException | IllegalArgumentException unusable) {
            return Messages.get("attach.bad-ca", String.valueOf(unusable.getMessage()));
        }
        known.remember(wanted, name.getText().strip());
        result = wanted;
        return null;
    }

    /** Shows the dialog; returns the address, or empty if the user cancels. */
    Optional<FeedAddress> ask(Consumer<Dialog<?>> dress) {
        dress.accept(dialog);
        dialog.addEventHandler(
                javafx.scene.control.DialogEvent.DIALOG_SHOWN,
                event -> Platform.runLater(() -> {
                    address.requestFocus();
                    address.selectAll();
                }));
        Optional<ButtonType> answer = dialog.showAndWait();
        return answer.isPresent() && answer.get() != ButtonType.CANCEL ? Optional.ofNullable(result) : Optional.empty();
    }
}
