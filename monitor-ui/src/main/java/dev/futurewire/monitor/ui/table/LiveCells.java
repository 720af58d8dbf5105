package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.FeedPhase;
import dev.futurewire.monitor.model.FeedStatus;
import dev.futurewire.monitor.model.ServerView;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** The cells that exist, which are those that can be seen and a few more. */
final class LiveCells {
    private final Set<Cell> cells = Collections.newSetFromMap(new WeakHashMap<>());
    private final Set<Row> rows = Collections.newSetFromMap(new WeakHashMap<>());
    private ServerView view;
    private long clock;
    private boolean odd;

    LiveCells(ServerView view) {
        this.view = view;
    }

    void add(Cell cell) {
        cells.add(cell);
    }

    void add(Row row) {
        rows.add(row);
    }

    ServerView view() {
        return view;
    }

    long clock() {
        return clock;
    }

    void view(ServerView next, long now) {
        view = next;
        clock = next.clock(now);
    }

    /** Whether what is shown is not what is. */
    boolean stale() {
        FeedStatus status = view.status();
        return status.phase() != FeedPhase.LIVE;
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
