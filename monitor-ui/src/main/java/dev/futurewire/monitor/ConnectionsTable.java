package dev.futurewire.monitor;

import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** The live connections. */
final class ConnectionsTable {
    private final TableView<ConnectionLine> table = new TableView<>();

    ConnectionsTable(String howToConnect) {
        table.setId("connections");
        table.setAccessibleText("Live connections");
        table.setPlaceholder(new Label("No connections yet. Try: " + howToConnect));
        column("#", 60, ConnectionLine::id);
        column("Peer", 170, ConnectionLine::peer);
        column("State", 110, ConnectionLine::state);
        column("Age", 90, ConnectionLine::age);
        column("In", 100, ConnectionLine::bytesIn);
        column("Out", 100, ConnectionLine::bytesOut);
        column("Awaiting", 460, ConnectionLine::awaiting);
    }

    private <T> void column(String name, double width, Function<ConnectionLine, T> value) {
        TableColumn<ConnectionLine, T> column = new TableColumn<>(name);
        column.setPrefWidth(width);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(value.apply(row.getValue())));
        table.getColumns().add(column);
    }

    TableView<ConnectionLine> view() {
        return table;
    }

    /** Shows these connections, and selects the one that was selected. */
    void show(List<ConnectionLine> lines) {
        ConnectionLine selected = table.getSelectionModel().getSelectedItem();
        table.getItems().setAll(lines);
        table.sort();
        if (selected != null) {
            table.getItems().stream()
                    .filter(line -> line.id() == selected.id())
                    .findFirst()
                    .ifPresent(table.getSelectionModel()::select);
        }
    }
}
