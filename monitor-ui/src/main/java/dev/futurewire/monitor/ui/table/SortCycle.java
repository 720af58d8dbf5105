package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionField;
import java.util.List;
import javafx.application.Platform;
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
    private boolean changing;

    SortCycle(TableView<Long> table) {
        this.table = table;
    }

    /** Called when the sort order has changed. */
    void sorted() {
        if (changing) {
            return;
        }
        List<TableColumn<Long, ?>> now = List.copyOf(table.getSortOrder());
        TableColumn<Long, ?> first = descendingFirst;
        if (now.size() == 1 && !before.contains(now.get(0)) && greatestFirst(now.get(0))) {
            descendingFirst = now.get(0);
            change(() -> now.get(0).setSortType(SortType.DESCENDING));
        } else if (first != null && now.isEmpty() && before.equals(List.of(first))) {
            descendingFirst = null;
            // The second click: the toolkit considers it the third.
            Platform.runLater(() -> change(() -> {
                first.setSortType(SortType.ASCENDING);
                table.getSortOrder().setAll(List.of(first));
                before = List.of(first);
            }));
        } else if (now.size() == 1 && now.get(0).equals(first) && first.getSortType() == SortType.DESCENDING) {
            // Not a click: the sort of this column again.
            before = now;
            return;
        }
        before = List.copyOf(table.getSortOrder());
    }

    private void change(Runnable change) {
        changing = true;
        change.run();
        changing = false;
    }

    private static boolean greatestFirst(TableColumn<?, ?> column) {
        return column.getUserData() instanceof ConnectionField field
                && field.greatestFirst()
                && column.getSortType() == SortType.ASCENDING;
    }
}
