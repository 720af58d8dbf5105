package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.Phase;
import dev.futurewire.monitor.model.Picture;
import dev.futurewire.monitor.model.Status;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** The cells that exist, which are those that can be seen and a few more. */
final class LiveCells {
    private final Set<Cell> cells = Collections.newSetFromMap(new WeakHashMap<>());
    private final Set<Row> rows = Collections.newSetFromMap(new WeakHashMap<>());
    private Picture picture;
    private long clock;
    private boolean odd;

    LiveCells(Picture picture) {
        this.picture = picture;
    }

    void add(Cell cell) {
        cells.add(cell);
    }

    void add(Row row) {
        rows.add(row);
    }

    Picture picture() {
        return picture;
    }

    long clock() {
        return clock;
    }

    void picture(Picture next, long now) {
        picture = next;
        clock = next.clock(now);
    }

    /** Whether what is shown is not what is. */
    boolean stale() {
        Status status = picture.status();
        return status.phase() != Phase.LIVE;
    }

    void refresh() {
        for (Row row : rows) {
            row.refresh();
        }
        odd = !odd;
        for (Cell cell : cells) {
            if (cell.getScene() != null && (cell.getIndex() % 2 != 0) == odd) {
                cell.refresh();
            }
        }
    }
}
