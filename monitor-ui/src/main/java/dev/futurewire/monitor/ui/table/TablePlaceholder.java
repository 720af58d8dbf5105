package dev.futurewire.monitor.ui.table;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.monitor.model.FeedPhase;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The placeholder of an empty table: explains why it is empty and what to do. */
final class TablePlaceholder extends VBox {
    private final Label title = new Label();
    private final Label hint = new Label();
    private final Label command = new Label();
    private final Button copy = new Button(Messages.get("empty.copy"));
    private final HBox line = new HBox(command, copy);
    private final Button demonstrate = new Button(Messages.get("empty.demo"));
    private final Button attach = new Button(Messages.get("empty.attach"));
    private final HBox buttons = new HBox(demonstrate, attach);
    private final Label attachHint = new Label(Messages.get("empty.attach.hint"));

    TablePlaceholder(Runnable demonstrateAction, Runnable attachAction) {
        getStyleClass().add("empty-note");
        setAlignment(Pos.CENTER);
        title.setId("empty-title");
        title.getStyleClass().add(Styles.TITLE_4);
        hint.getStyleClass().add(Styles.TEXT_MUTED);
        command.setId("empty-command");
        command.getStyleClass().add("command");
        copy.setOnAction(event -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(command.getText());
            Clipboard.getSystemClipboard().setContent(content);
            copy.setText(Messages.get("empty.copied"));
        });
        line.setAlignment(Pos.CENTER);
        line.setSpacing(8);
        demonstrate.setId("empty-demo");
        demonstrate.getStyleClass().add(Styles.ACCENT);
        demonstrate.setOnAction(event -> demonstrateAction.run());
        attach.setId("empty-attach");
        attach.setOnAction(event -> attachAction.run());
        buttons.setAlignment(Pos.CENTER);
        buttons.setSpacing(8);
        attachHint.setId("empty-attach-hint");
        attachHint.getStyleClass().addAll(Styles.TEXT_MUTED, "code-hint");
        attachHint.setWrapText(true);
        for (Label label : new Label[] {title, hint, attachHint}) {
            label.setWrapText(true);
            label.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        }
        getChildren().addAll(title, hint, line, buttons, attachHint);
    }

    void show(ServerView view, boolean filtered, boolean offerDemonstration) {
        ServerTotals totals = view.totals();
        boolean live = view.status().phase() == FeedPhase.LIVE && totals != null;
        boolean inviting = live && (!filtered || view.entries().isEmpty());
        line.setVisible(inviting);
        line.setManaged(inviting);
        boolean offer = inviting && offerDemonstration;
        demonstrate.setVisible(offer);
        demonstrate.setManaged(offer);
        for (javafx.scene.Node node : new javafx.scene.Node[] {attach, attachHint}) {
            node.setVisible(offer);
            node.setManaged(offer);
        }
        if (filtered && !view.entries().isEmpty()) {
            title.setText(Messages.get("empty.filtered"));
            hint.setText(Messages.get("empty.filtered.hint"));
        } else if (live && totals != null) {
            title.setText(Messages.get("empty.title"));
            hint.setText(Messages.get("empty.hint"));
            String address = totals.address();
            int colon = address.lastIndexOf(':');
            String host =
                    address.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
            command.setText("nc " + host + " " + address.substring(colon + 1));
        } else {
            String key = view.status().phase() == FeedPhase.ENDED ? "empty.ended" : "empty.waiting";
            title.setText(Messages.get(key));
            hint.setText(Messages.get(key + ".hint"));
        }
    }
}
