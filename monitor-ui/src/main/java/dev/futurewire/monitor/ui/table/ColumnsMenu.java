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

/** All that can be done to the table's columns: a header can be clicked and dragged, but not with the keyboard. */
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
                        submenu("columns.first", columns, column -> first(table, column)));
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

    /** Ascending; chosen again, descending. */
    private static <T> void sort(TableView<T> table, TableColumn<T, ?> column) {
        boolean again =
                table.getSortOrder().equals(List.of(column)) && column.getSortType() == TableColumn.SortType.ASCENDING;
        column.setSortType(again ? TableColumn.SortType.DESCENDING : TableColumn.SortType.ASCENDING);
        table.getSortOrder().setAll(List.of(column));
    }

    private static <T> void first(TableView<T> table, TableColumn<T, ?> column) {
        table.getColumns().remove(column);
        table.getColumns().add(0, column);
    }
}
