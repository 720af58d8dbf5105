package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.Messages;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** A menu to hide, sort and move columns with the keyboard, which cannot reach the headers. */
final class ColumnsMenu {
    private ColumnsMenu() {}

    static <T> ContextMenu of(TableView<T> table) {
        List<TableColumn<T, ?>> columns = List.copyOf(table.getColumns());
        ContextMenu menu = new ContextMenu();
        for (TableColumn<T, ?> column : columns) {
            CheckMenuItem item = new CheckMenuItem(name(column));
            item.selectedProperty().bindBidirectional(column.visibleProperty());
            menu.getItems().add(item);
        }
        menu.getItems()
                .addAll(
                        new SeparatorMenuItem(),
                        submenu("columns.sort", columns, column -> sort(table, column)),
                        submenu("columns.first", columns, column -> moveToFront(table, column)));
        return menu;
    }

    private static String name(TableColumn<?, ?> column) {
        return Messages.get("column." + column.getUserData());
    }

    private static <T> Menu submenu(String text, List<TableColumn<T, ?>> columns, Consumer<TableColumn<T, ?>> chosen) {
        Menu menu = new Menu(Messages.get(text));
        menu.setId(text);
        for (TableColumn<T, ?> column : columns) {
            MenuItem item = new MenuItem(name(column));
            item.visibleProperty().bind(column.visibleProperty());
            item.setOnAction(event -> chosen.accept(column));
            menu.getItems().add(item);
        }
        return menu;
    }

    /** Sorts ascending, or descending if the column is sorted ascending already. */
    private static <T> void sort(TableView<T> table, TableColumn<T, ?> column) {
        boolean ascending =
                table.getSortOrder().equals(List.of(column)) && column.getSortType() == TableColumn.SortType.ASCENDING;
        column.setSortType(ascending ? TableColumn.SortType.DESCENDING : TableColumn.SortType.ASCENDING);
        table.getSortOrder().setAll(List.of(column));
    }

    private static <T> void moveToFront(TableView<T> table, TableColumn<T, ?> column) {
        table.getColumns().remove(column);
        table.getColumns().add(0, column);
    }
}
