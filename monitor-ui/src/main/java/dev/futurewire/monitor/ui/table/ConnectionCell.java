package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/** A cell of the table, refreshed from the latest view of the server without a change of its item. */
class ConnectionCell extends TableCell<Long, Long> {
    private final ConnectionField field;
    private final VisibleCells live;

    ConnectionCell(ConnectionField field, VisibleCells live) {
        this.field = field;
        this.live = live;
        getStyleClass().add("field-" + field.name().toLowerCase(Locale.ROOT));
        setAlignment(field.number() ? Pos.CENTER_RIGHT : Pos.CENTER_LEFT);
    }

    @Override
    protected void updateItem(@Nullable Long id, boolean empty) {
        super.updateItem(id, empty);
        if (empty || id == null) {
            setText(null);
            clear();
        } else {
            live.add(this);
            refresh();
        }
    }

    /** Shows the latest values of the connection. */
    final void refresh() {
        Long id = getItem();
        if (id == null || isEmpty()) {
            return;
        }
        ConnectionEntry entry = live.view().entry(id);
        if (entry != null) {
            show(entry, live.clock());
        }
    }

    /** Shows a connection; by default the text of the field. */
    void show(ConnectionEntry entry, long now) {
        setTextIfChanged(field.text(entry, now));
    }

    /** Clears the cell. */
    void clear() {}

    final void setTextIfChanged(String text) {
        if (!text.equals(getText())) {
            setText(text);
        }
    }
}
