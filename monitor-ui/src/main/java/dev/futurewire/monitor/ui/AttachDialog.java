package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.source.FeedAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.event.ActionEvent;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** Asks for the address of a feed, and validates it before closing. Connection errors are reported by the window. */
final class AttachDialog {
    private final TextField address = new TextField();
    private final TextField tokenFile = new TextField();
    private final Label problem = new Label();
    private final Dialog<ButtonType> dialog = new Dialog<>();
    private @Nullable FeedAddress result;

    /**
     * Creates the dialog.
     *
     * @param last address used last
     * @param chooser asks for the token file; returns null if the user cancels
     */
    AttachDialog(String last, Supplier<@Nullable Path> chooser) {
        dialog.setTitle(Messages.get("attach.title"));
        dialog.setHeaderText(Messages.get("attach.header"));
        address.setId("attach-address");
        address.setText(last);
        address.setPromptText("127.0.0.1:7001");
        address.setAccessibleText(Messages.get("attach.address"));
        tokenFile.setId("attach-token");
        tokenFile.setAccessibleText(Messages.get("attach.token"));
        problem.setId("attach-problem");
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        Button browse = new Button(Messages.get("attach.browse"));
        browse.setId("attach-browse");
        browse.setMinWidth(Region.USE_PREF_SIZE);
        browse.setOnAction(event -> {
            Path chosen = chooser.get();
            if (chosen != null) {
                tokenFile.setText(chosen.toString());
            }
        });
        Label addressLabel = new Label(Messages.get("attach.address"));
        addressLabel.setLabelFor(address);
        Label tokenLabel = new Label(Messages.get("attach.token"));
        tokenLabel.setLabelFor(tokenFile);
        for (Label label : new Label[] {addressLabel, tokenLabel}) {
            label.setMinWidth(Region.USE_PREF_SIZE);
        }
        Label hint = new Label(Messages.get("attach.hint"));
        hint.setWrapText(true);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        hint.getStyleClass().add("text-muted");
        GridPane grid = new GridPane();
        grid.setHgap(10);
        grid.setVgap(10);
        grid.addRow(0, addressLabel, address);
        grid.addRow(1, tokenLabel, tokenFile, browse);
        grid.add(hint, 0, 2, 3, 1);
        grid.add(problem, 0, 3, 3, 1);
        GridPane.setHgrow(address, Priority.ALWAYS);
        GridPane.setHgrow(tokenFile, Priority.ALWAYS);
        GridPane.setColumnSpan(address, 2);
        grid.setPrefWidth(560);
        dialog.getDialogPane().setContent(grid);
        ButtonType attach = new ButtonType(Messages.get("attach.attach"), ButtonBar.ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(attach, ButtonType.CANCEL);
        Button ok = (Button) dialog.getDialogPane().lookupButton(attach);
        ok.setId("attach-ok");
        ok.addEventFilter(ActionEvent.ACTION, this::check);
        Runnable prompt = () -> tokenFile.setPromptText(promptFor(address.getText()));
        address.textProperty().addListener((property, before, text) -> prompt.run());
        prompt.run();
        dialog.setOnShowing(event -> address.requestFocus());
    }

    private static String promptFor(String text) {
        try {
            return FeedAddress.suggestedFile(text.strip()).toString();
        } catch (IllegalArgumentException incomplete) {
            return "";
        }
    }

    private void check(ActionEvent event) {
        try {
            Path file = tokenFile.getText().isBlank()
                    ? null
                    : Path.of(tokenFile.getText().strip());
            FeedAddress wanted = FeedAddress.of(address.getText().strip(), file);
            if (!Files.isReadable(wanted.tokenFile())) {
                problem.setText("⚠ " + Messages.get("attach.no-token", wanted.tokenFile()));
                event.consume();
                return;
            }
            result = wanted;
        } catch (IllegalArgumentException bad) {
            problem.setText("⚠ " + Messages.get("attach.bad-address", address.getText()));
            event.consume();
        }
    }

    /** Shows the dialog; returns the address, or empty if the user cancels. */
    Optional<FeedAddress> ask(Consumer<Dialog<?>> dress) {
        dress.accept(dialog);
        Optional<ButtonType> answer = dialog.showAndWait();
        return answer.isPresent() && answer.get() != ButtonType.CANCEL ? Optional.ofNullable(result) : Optional.empty();
    }
}
