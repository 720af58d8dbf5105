package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/** Copies the selected connections as tab-separated values with a header, as spreadsheets take them. */
final class TableCopy {
    private final TableView<Long> table;
    private final VisibleCells live;

    TableCopy(TableView<Long> table, VisibleCells live) {
        this.table = table;
        this.live = live;
    }

    ContextMenu menu(Runnable follow, Runnable close) {
        ContextMenu menu = new ContextMenu();
        menu.setId("table-menu");
        menu.getItems()
                .addAll(
                        item("table.copy", this::copy),
                        item(
                                "table.copy-peer",
                                () -> put(column(entry -> entry.row().peer()))),
                        item("table.select-all", () -> table.getSelectionModel().selectAll()),
                        new SeparatorMenuItem(),
                        item("table.follow", follow),
                        item("table.close", close));
        return menu;
    }

    private static MenuItem item(String key, Runnable action) {
        MenuItem item = new MenuItem(Messages.get(key));
        item.setId(key.replace('.', '-'));
        item.setOnAction(event -> action.run());
        return item;
    }

    /** Copies the visible columns of the selected rows. */
    void copy() {
        StringBuilder text = new StringBuilder();
        List<String> heads = new ArrayList<>();
        for (TableColumn<Long, ?> column : table.getVisibleLeafColumns()) {
            heads.add(Messages.get("column." + column.getUserData()));
        }
        text.append(String.join("\t", heads)).append('\n');
        for (ConnectionEntry entry : selected()) {
            List<String> cells = new ArrayList<>();
            for (TableColumn<Long, ?> column : table.getVisibleLeafColumns()) {
                if (column.getUserData() instanceof ConnectionField field) {
                    String cell = field == ConnectionField.PEER ? entry.row().peer() : field.text(entry, live.clock());
                    cells.add(cell.replace('\t', ' '));
                }
            }
            text.append(String.join("\t", cells)).append('\n');
        }
        put(text.toString());
    }

    private String column(Function<ConnectionEntry, String> value) {
        return String.join("\n", selected().stream().map(value).toList());
    }

    /** Returns the selected connections, in the order of the table. */
    private List<ConnectionEntry> selected() {
        List<ConnectionEntry> entries = new ArrayList<>();
        table.getSelectionModel().getSelectedIndices().stream().sorted().forEach(index -> {
            ConnectionEntry entry = live.view().entry(table.getItems().get(index));
            if (entry != null) {
                entries.add(entry);
            }
        });
        return entries;
    }

    private static void put(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
