package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/** A cell that can be shown anew without telling the table: its text comes from the latest view, not from an item. */
class Cell extends TableCell<Long, Long> {
    private final ConnectionField field;
    private final LiveCells live;

    Cell(ConnectionField field, LiveCells live) {
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
            blank();
        } else {
            live.add(this);
            refresh();
        }
    }

    /** Shows the latest. */
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

    /** Shows an entry; by default the field's words. */
    void show(ConnectionEntry entry, long now) {
        say(field.text(entry, now));
    }

    /** Shows nothing. */
    void blank() {}

    final void say(String text) {
        if (!text.equals(getText())) {
            setText(text);
        }
    }
}
