package dev.futurewire.monitor.ui.table;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.filter.QueryExecutor;
import dev.futurewire.monitor.model.filter.QueryResult;
import dev.futurewire.monitor.model.filter.TableQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import org.jspecify.annotations.Nullable;

/**
 * The table of connections. Its items are numbers; what the cells show is taken from the latest view, so that a tick
 * costs what can be seen and not what there is.
 */
public final class ConnectionsView {
    private static final long SORT_MILLIS = 1_000;
    private static final long FILTER_MILLIS = 250;

    private final TableView<Long> table = new TableView<>();
    private final Map<ConnectionField, TableColumn<Long, Long>> columns = new EnumMap<>(ConnectionField.class);
    private final QueryExecutor executor = new QueryExecutor();
    private final LiveCells live;
    private final FilterBar filters;
    private final EmptyNote empty;
    private final BorderPane root = new BorderPane();
    private final ReadOnlyObjectWrapper<@Nullable Long> selected = new ReadOnlyObjectWrapper<>(this, "selected");

    private QueryResult result = QueryResult.EMPTY;
    private boolean offerDemonstration;
    private boolean changing;
    private boolean urgent = true;
    private long queriedMillis;
    private long sortedMillis;

    /**
     * Creates it.
     *
     * @param demonstration what the button in the empty table does
     * @param entering what Enter does on a connection
     * @param closing what Delete does on a connection
     */
    public ConnectionsView(ServerView first, Runnable demonstration, Runnable entering, Runnable closing) {
        live = new LiveCells(first);
        filters = new FilterBar(() -> table.requestFocus());
        empty = new EmptyNote(demonstration);
        table.setId("connections");
        table.setAccessibleText(Messages.get("connections.accessible"));
        table.getStyleClass().addAll(Styles.DENSE, Styles.STRIPED, Tweaks.EDGE_TO_EDGE);
        table.setPlaceholder(empty);
        table.setFixedCellSize(26);
        table.setRowFactory(view -> new Row(live));
        table.getSelectionModel().setSelectionMode(SelectionMode.SINGLE);
        table.getSelectionModel().selectedItemProperty().addListener((property, before, id) -> {
            if (!changing) {
                selected.set(id);
            }
        });
        for (ConnectionField field : Columns.ORDER) {
            TableColumn<Long, Long> column = column(field);
            columns.put(field, column);
            table.getColumns().add(column);
        }
        // The table never sorts by itself: the executor does, on its own thread.
        table.setSortPolicy(view -> {
            querySoon();
            return true;
        });
        filters.filterProperty().addListener((property, before, filter) -> querySoon());
        ContextMenu menu = ColumnsMenu.of(table);
        filters.columnsButton().setOnAction(event -> menu.show(filters.columnsButton(), Side.BOTTOM, 0, 0));
        table.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER && selected.get() != null) {
                entering.run();
                event.consume();
            } else if (event.getCode() == KeyCode.DELETE && selected.get() != null) {
                closing.run();
                event.consume();
            }
        });
        root.setTop(filters.root());
        root.setCenter(table);
        root.setMinWidth(360);
    }

    private TableColumn<Long, Long> column(ConnectionField field) {
        TableColumn<Long, Long> column = new TableColumn<>();
        column.setId("column-" + field.name().toLowerCase(Locale.ROOT));
        Label header = new Label(Messages.get("column." + field));
        header.getStyleClass().add("header-label");
        header.setTooltip(new Tooltip(Messages.get("column.tip." + field)));
        header.setAccessibleText(Messages.get("column." + field));
        column.setGraphic(header);
        column.setPrefWidth(Columns.width(field));
        column.setMinWidth(48);
        column.setVisible(Columns.SHOWN.contains(field));
        column.getStyleClass().add(field.number() ? "number-column" : "text-column");
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(view -> cell(field));
        column.setUserData(field);
        return column;
    }

    private Cell cell(ConnectionField field) {
        return switch (field) {
            case STATE -> new StateCell(live);
            case AWAITING -> new AwaitingCell(live);
            case NOTES -> new NotesCell(live);
            case LEFT -> new BarCell(field, live, new LeftShare());
            case WRITE_QUEUE -> new BarCell(field, live, ConnectionsView::queueShare);
            default -> new Cell(field, live);
        };
    }

    private static double queueShare(ConnectionEntry entry, long now) {
        long queued = entry.row().queuedOutput();
        return queued == 0 || entry.closed()
                ? -1
                : queued / (double) Math.max(1, entry.row().highWaterMark());
    }

    private static final class LeftShare implements BarCell.Share {
        private static final double SOON = 0.2;

        @Override
        public double of(ConnectionEntry entry, long now) {
            return entry.leftShare(now);
        }

        @Override
        public boolean alarm(double share) {
            return share < SOON;
        }
    }

    /** Opens the menu of columns. */
    public void chooseColumns() {
        filters.columnsButton().fire();
    }

    private void querySoon() {
        urgent = true;
    }

    /** Shows another server. */
    public void show(ServerView view, boolean withDemonstration, long now) {
        offerDemonstration = withDemonstration;
        table.getSelectionModel().clearSelection();
        live.view(view, now);
        apply(QueryResult.of(view, query(), view.clock(now)));
        querySoon();
    }

    /** Shows the latest, in every other row; those between are the next call's. */
    public void refresh(ServerView view, long now) {
        live.view(view, now);
        submitQuery(view, now);
        QueryResult done = executor.poll();
        if (done != null) {
            apply(done);
        }
        live.refresh();
        if (table.getItems().isEmpty()) {
            empty.show(view, !filters.filterProperty().get().isAll(), offerDemonstration);
        }
    }

    private void submitQuery(ServerView view, long now) {
        boolean sortDue = now - sortedMillis >= SORT_MILLIS;
        if (!urgent && !sortDue && now - queriedMillis < FILTER_MILLIS) {
            return;
        }
        // What the user has just asked for is done at once; else what is under the pointer stays where it is.
        boolean held = !urgent && (!sortDue || table.isHover());
        if (executor.submit(view, query(), view.clock(now), result, held)) {
            queriedMillis = now;
            if (!held) {
                sortedMillis = now;
            }
            urgent = false;
        }
    }

    private TableQuery query() {
        List<TableQuery.Order> orders = new ArrayList<>();
        for (TableColumn<Long, ?> column : table.getSortOrder()) {
            if (column.getUserData() instanceof ConnectionField field) {
                orders.add(new TableQuery.Order(field, column.getSortType() == TableColumn.SortType.DESCENDING));
            }
        }
        return new TableQuery(filters.filterProperty().get(), orders);
    }

    private void apply(QueryResult next) {
        filters.count(next.ids().length, next.total());
        boolean same = Arrays.equals(next.ids(), result.ids());
        result = next;
        if (same) {
            return;
        }
        Long before = selected.get();
        List<Long> items = new ArrayList<>(next.ids().length);
        int at = -1;
        for (long id : next.ids()) {
            if (before != null && before == id) {
                at = items.size();
            }
            items.add(id);
        }
        changing = true;
        table.getItems().setAll(items);
        if (at >= 0) {
            table.getSelectionModel().clearAndSelect(at);
            table.getFocusModel().focus(at);
        }
        changing = false;
        if (before != null && at < 0 && live.view().entry(before) == null) {
            selected.set(null);
        }
    }

    /** Which is selected, or null. */
    public ReadOnlyObjectProperty<@Nullable Long> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    /** Selects one, and scrolls to it. */
    public void select(long id) {
        int at = table.getItems().indexOf(id);
        if (at >= 0) {
            table.getSelectionModel().clearAndSelect(at);
            table.scrollTo(Math.max(0, at - 3));
        }
        selected.set(id);
    }

    /** Selects none. */
    public void deselect() {
        table.getSelectionModel().clearSelection();
        selected.set(null);
    }

    /** Those that are shown, in order. */
    public List<ConnectionEntry> entries(ServerView view) {
        List<ConnectionEntry> entries = new ArrayList<>();
        for (long id : result.ids()) {
            ConnectionEntry entry = view.entry(id);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Lets the user type a filter. */
    public void focusFilter() {
        filters.focus();
    }

    /** Sets the filter. */
    public void filter(String text) {
        filters.type(text);
    }

    /** Goes to the table. */
    public void focusTable() {
        table.requestFocus();
    }

    /** The columns with their widths, in order, for remembering: {@code PEER:158:shown}. */
    public String layout() {
        StringBuilder text = new StringBuilder();
        for (TableColumn<Long, ?> column : table.getColumns()) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(column.getUserData())
                    .append(':')
                    .append(Math.round(column.getWidth()))
                    .append(':')
                    .append(column.isVisible() ? "shown" : "hidden");
        }
        return text.toString();
    }

    /** Puts the columns as they were remembered; what cannot be read is left as it is. */
    public void layout(String remembered) {
        List<TableColumn<Long, ?>> order = new ArrayList<>();
        for (String part : remembered.split(",", -1)) {
            String[] words = part.split(":", -1);
            for (ConnectionField field : ConnectionField.values()) {
                TableColumn<Long, Long> column = columns.get(field);
                if (words.length == 3 && field.name().equals(words[0]) && column != null && !order.contains(column)) {
                    if (words[1].matches("\\d{2,4}")) {
                        column.setPrefWidth(Double.parseDouble(words[1]));
                    }
                    column.setVisible(words[2].equals("shown"));
                    order.add(column);
                }
            }
        }
        if (order.size() == columns.size() && order.stream().anyMatch(TableColumn::isVisible)) {
            table.getColumns().setAll(order);
        }
    }

    /** Ends its thread. */
    public void close() {
        executor.close();
    }

    /** The view. */
    public Node root() {
        return root;
    }
}
