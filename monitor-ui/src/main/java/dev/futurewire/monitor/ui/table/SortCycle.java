package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionField;
import java.util.List;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableColumn.SortType;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/**
 * The order of clicks on a header. The toolkit sorts ascending, descending and then not at all. Columns of which the greatest values
 * are looked for sort descending first: descending, ascending, not at all.
 */
final class SortCycle {
    private final TableView<Long> table;
    private List<TableColumn<Long, ?>> before = List.of();
    private @Nullable TableColumn<Long, ?> descendingFirst;
    private @Nullable TableColumn<Long, ?> wanted;
    private SortType wantedType = SortType.DESCENDING;
    private boolean changing;

    SortCycle(TableView<Long> table) {
        this.table = table;
    }

    /** Called when the sort order has changed. The toolkit may still be handling the click. */
    void sorted() {
        if (changing) {
            return;
        }
        List<TableColumn<Long, ?>> now = List.copyOf(table.getSortOrder());
        TableColumn<Long, ?> first = descendingFirst;
        if (now.size() == 1 && !before.contains(now.get(0)) && greatestFirst(now.get(0))) {
            descendingFirst = now.get(0);
            wanted = now.get(0);
            wantedType = SortType.DESCENDING;
        } else if (first != null && now.isEmpty() && before.equals(List.of(first))) {
            // The second click: the toolkit considers it the third.
            descendingFirst = null;
            wanted = first;
            wantedType = SortType.ASCENDING;
        }
        before = now;
    }

    /** Sorts as the click was meant; called soon after {@link #sorted}. Returns whether the order has changed. */
    boolean settle() {
        TableColumn<Long, ?> column = wanted;
        if (column == null) {
            return false;
        }
        wanted = null;
        change(() -> {
            column.setSortType(wantedType);
            if (!table.getSortOrder().equals(List.of(column))) {
                table.getSortOrder().setAll(List.of(column));
            }
        });
        before = List.of(column);
        return true;
    }

    private void change(Runnable change) {
        changing = true;
        change.run();
        changing = false;
    }

    private static boolean greatestFirst(TableColumn<?, ?> column) {
        return column.getUserData() instanceof ConnectionField field && field.greatestFirst();
    }
}
