package dev.futurewire.monitor.ui.table;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Peers;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;

/** The awaited operation and its call site. */
final class AwaitingCell extends ConnectionCell {
    private final Label operation = new Label();
    private final Label location = new Label();
    private final HBox both = new HBox(operation, location);

    AwaitingCell(VisibleCells live) {
        super(ConnectionField.AWAITING, live);
        operation.getStyleClass().add("awaiting-operation");
        operation.setMinWidth(USE_PREF_SIZE);
        location.getStyleClass().add("awaiting-location");
        both.getStyleClass().add("awaiting");
        both.setAlignment(Pos.CENTER_LEFT);
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    }

    @Override
    void show(ConnectionEntry entry, long now) {
        AwaitingRow awaiting = entry.closed() ? null : entry.row().awaiting();
        if (awaiting != null) {
            set(operation, Peers.operation(awaiting, entry.id()));
            set(location, awaiting.location() == null ? "" : awaiting.location());
        } else {
            set(operation, "");
            set(location, entry.closed() ? "" : Messages.get("awaiting.nothing"));
        }
        setTextIfChanged(operation.getText() + " " + location.getText());
        if (getGraphic() == null) {
            setGraphic(both);
        }
    }

    private static void set(Label label, String text) {
        if (!text.equals(label.getText())) {
            label.setText(text);
        }
    }

    @Override
    void clear() {
        setGraphic(null);
    }
}
