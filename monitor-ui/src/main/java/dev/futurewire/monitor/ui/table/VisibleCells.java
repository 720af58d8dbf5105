package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.FeedPhase;
import dev.futurewire.monitor.model.FeedStatus;
import dev.futurewire.monitor.model.ServerView;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** The cells and rows the table has created, which are those on screen and a few more. */
final class VisibleCells {
    private final Set<ConnectionCell> cells = Collections.newSetFromMap(new WeakHashMap<>());
    private final Set<ConnectionTableRow> rows = Collections.newSetFromMap(new WeakHashMap<>());
    private ServerView view;
    private long clock;
    private boolean odd;

    VisibleCells(ServerView view) {
        this.view = view;
    }

    void add(ConnectionCell cell) {
        cells.add(cell);
    }

    void add(ConnectionTableRow row) {
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

    /** Returns whether the view is not up to date. */
    boolean stale() {
        FeedStatus status = view.status();
        return status.phase() != FeedPhase.LIVE;
    }

    void refresh() {
        for (ConnectionTableRow row : rows) {
            row.refresh();
        }
        odd = !odd;
        for (ConnectionCell cell : cells) {
            if (cell.getScene() != null && (cell.getIndex() % 2 != 0) == odd) {
                cell.refresh();
            }
        }
    }
}
