package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import javafx.css.PseudoClass;
import javafx.scene.control.TableRow;
import org.jspecify.annotations.Nullable;

/** A row of the table; sets pseudo-classes for closed, warned and stale connections. */
final class ConnectionTableRow extends TableRow<Long> {
    private static final PseudoClass CLOSED = PseudoClass.getPseudoClass("closed");
    private static final PseudoClass WARNED = PseudoClass.getPseudoClass("warned");
    private static final PseudoClass STALE = PseudoClass.getPseudoClass("stale");

    private final VisibleCells live;

    ConnectionTableRow(VisibleCells live) {
        this.live = live;
        live.add(this);
    }

    @Override
    protected void updateItem(@Nullable Long id, boolean empty) {
        super.updateItem(id, empty);
        refresh();
    }

    void refresh() {
        Long id = getItem();
        ConnectionEntry entry = id == null || isEmpty() ? null : live.view().entry(id);
        pseudoClassStateChanged(CLOSED, entry != null && entry.closed());
        pseudoClassStateChanged(
                WARNED, entry != null && !entry.closed() && entry.row().warnings() > 0);
        pseudoClassStateChanged(STALE, entry != null && live.stale());
    }
}
