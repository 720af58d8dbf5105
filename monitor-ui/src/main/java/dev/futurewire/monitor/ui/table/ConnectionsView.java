package dev.futurewire.monitor.ui.table;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.ConnectionKey;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.filter.QueryExecutor;
import dev.futurewire.monitor.model.filter.QueryResult;
import dev.futurewire.monitor.model.filter.TableQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
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
 * The table of connections. Its items are connection ids; cells read the latest {@link ServerView}, so that the cost of a
 * tick depends on the visible rows and not on the number of connections.
 */
public final class ConnectionsView {
    private static final int MAX_SEARCHED = 5_000;
    private static final long SORT_MILLIS = 1_000;
    private static final long FILTER_MILLIS = 250;

    private final TableView<Long> table = new TableView<>();
    private final Map<ConnectionField, TableColumn<Long, Long>> columns = new EnumMap<>(ConnectionField.class);
    private final SortCycle cycle = new SortCycle(table);
    private final QueryExecutor executor = new QueryExecutor();
    private final VisibleCells live;
    private final FilterBar filters;
    private final Set<ConnectionField> shownOnce = EnumSet.noneOf(ConnectionField.class);
    private final TablePlaceholder empty;
    private final BorderPane root = new BorderPane();
    private final ReadOnlyObjectWrapper<@Nullable ConnectionKey> selected =
            new ReadOnlyObjectWrapper<>(this, "selected");

    private QueryResult result = QueryResult.EMPTY;
    private int generation = -1;
    private boolean offerDemonstration;
    private boolean updating;
    private boolean restoring;
    private boolean queryDue = true;
    private long queriedMillis;
    private long sortedMillis;

    /**
     * Creates the table.
     *
     * @param first view to show first
     * @param demonstrate action of the button in the empty table
     * @param enter action of Enter on a connection
     * @param delete action of Delete on a connection
     * @param attach action of the button to attach to a server
     */
    public ConnectionsView(ServerView first, Runnable demonstrate, Runnable enter, Runnable delete, Runnable attach) {
        live = new VisibleCells(first);
        filters = new FilterBar(() -> table.requestFocus(), this::querySoon);
        empty = new TablePlaceholder(demonstrate, attach);
        table.setId("connections");
        table.setAccessibleText(Messages.get("connections.accessible"));
        table.getStyleClass().addAll(Styles.DENSE, Styles.STRIPED, Tweaks.EDGE_TO_EDGE);
        table.setPlaceholder(empty);
        table.setFixedCellSize(26);
        table.setRowFactory(view -> new ConnectionTableRow(live));
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        table.getSelectionModel().selectedItemProperty().addListener((property, before, id) -> {
            if (!updating) {
                selected.set(id == null ? null : live.view().key(id));
            }
        });
        for (ConnectionField field : ColumnDefaults.ORDER) {
            TableColumn<Long, Long> column = column(field);
            columns.put(field, column);
            table.getColumns().add(column);
        }
        // The executor sorts on its own thread, not the table.
        table.setSortPolicy(view -> {
            if (!restoring) {
                cycle.sorted();
            }
            querySoon();
            return true;
        });
        filters.filterProperty().addListener((property, before, filter) -> querySoon());
        ContextMenu menu = ColumnsMenu.of(table);
        filters.columnsButton().setOnAction(event -> menu.show(filters.columnsButton(), Side.BOTTOM, 0, 0));
        TableCopy copy = new TableCopy(table, live);
        table.setContextMenu(copy.menu(enter, delete));
        table.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.C && event.isShortcutDown() && !event.isShiftDown()) {
                copy.copy();
                event.consume();
            } else if (event.getCode() == KeyCode.ENTER && selected.get() != null) {
                enter.run();
                event.consume();
            } else if (event.getCode() == KeyCode.DELETE && selected.get() != null) {
                delete.run();
                event.consume();
            }
        });
        root.setTop(filters.root());
        root.setCenter(table);
        root.setMinWidth(300);
    }

    private TableColumn<Long, Long> column(ConnectionField field) {
        TableColumn<Long, Long> column = new TableColumn<>();
        column.setId("column-" + field.name().toLowerCase(Locale.ROOT));
        Label header = new Label(Messages.get("column." + field));
        header.getStyleClass().add("header-label");
        header.setTooltip(new Tooltip(Messages.get("column.tip." + field)));
        header.setAccessibleText(Messages.get("column." + field));
        // As wide as the column, so that the tooltip appears everywhere over the header.
        header.prefWidthProperty().bind(column.widthProperty().subtract(12));
        header.setMaxWidth(Double.MAX_VALUE);
        column.setGraphic(header);
        column.setPrefWidth(ColumnDefaults.width(field));
        column.setMinWidth(48);
        column.setVisible(ColumnDefaults.VISIBLE.contains(field));
        column.getStyleClass().add(field.number() ? "number-column" : "text-column");
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(view -> cell(field));
        column.setUserData(field);
        return column;
    }

    private ConnectionCell cell(ConnectionField field) {
        return switch (field) {
            case STATE -> new StateCell(live);
            case AWAITING -> new AwaitingCell(live);
            case NOTES -> new NotesCell(live);
            case LEFT -> new BarCell(field, live, new TimeLeft());
            case WRITE_QUEUE -> new BarCell(field, live, ConnectionsView::filledQueue);
            default -> new ConnectionCell(field, live);
        };
    }

    private static double filledQueue(ConnectionEntry entry, long now) {
        long queued = entry.row().queuedOutput();
        return queued == 0 || entry.closed()
                ? -1
                : queued / (double) Math.max(1, entry.row().highWaterMark());
    }

    private static final class TimeLeft implements BarCell.Fraction {
        private static final double SOON = 0.2;

        @Override
        public double of(ConnectionEntry entry, long now) {
            return entry.leftFraction(now);
        }

        @Override
        public boolean alarm(double value) {
            return value < SOON;
        }
    }

    /** Opens the menu of columns. */
    public void chooseColumns() {
        filters.columnsButton().fire();
    }

    private void querySoon() {
        queryDue = true;
    }

    /** Shows another server. */
    public void show(ServerView view, boolean withDemonstration, long now) {
        offerDemonstration = withDemonstration;
        table.getSelectionModel().clearSelection();
        generation = view.generation();
        live.view(view, now);
        apply(QueryResult.of(view, query(), view.clock(now)));
        querySoon();
    }

    /** Shows the latest values, in every other row; the next call refreshes the rows between. */
    public void refresh(ServerView view, long now) {
        if (generation != view.generation()) {
            restarted(view);
        }
        if (cycle.settle()) {
            querySoon();
        }
        live.view(view, now);
        showNeededColumns(view);
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

    /** Leaves the selection of the details as it is, which is no row of the server that has been started again. */
    private void restarted(ServerView view) {
        generation = view.generation();
        updating = true;
        table.getItems().clear();
        table.getSelectionModel().clearSelection();
        updating = false;
        result = QueryResult.EMPTY;
        querySoon();
    }

    /** Shows the columns that are of use only with several servers, or with connections that the process has opened. */
    private void showNeededColumns(ServerView view) {
        boolean several = view.servers().size() > 1;
        boolean outgoing = !several
                && view.entries().size() < MAX_SEARCHED
                && view.entries().stream()
                        .anyMatch(entry -> entry.row().direction().equals(ConnectionRow.OUT));
        showOnce(ConnectionField.SERVER, several);
        showOnce(ConnectionField.DIRECTION, outgoing || several);
    }

    private void showOnce(ConnectionField field, boolean needed) {
        TableColumn<Long, Long> column = columns.get(field);
        if (needed && column != null && shownOnce.add(field)) {
            column.setVisible(true);
        }
    }

    private void submitQuery(ServerView view, long now) {
        boolean sortDue = now - sortedMillis >= SORT_MILLIS;
        if (!queryDue && !sortDue && now - queriedMillis < FILTER_MILLIS) {
            return;
        }
        // A change by the user applies at once; otherwise rows under the pointer keep their places.
        boolean held = !queryDue && (!sortDue || table.isHover());
        filters.held(table.isHover() && !table.getItems().isEmpty());
        if (executor.submit(view, query(), view.clock(now), result, held)) {
            queriedMillis = now;
            if (!held) {
                sortedMillis = now;
            }
            queryDue = false;
        }
    }

    private TableQuery query() {
        List<TableQuery.Order> orders = new ArrayList<>();
        for (TableColumn<Long, ?> column : table.getSortOrder()) {
            if (column.getUserData() instanceof ConnectionField field) {
                orders.add(new TableQuery.Order(field, column.getSortType() == TableColumn.SortType.DESCENDING));
            }
        }
        return new TableQuery(filters.filterProperty().get(), orders, filters.hidesEnded());
    }

    private void apply(QueryResult next) {
        filters.count(next.ids().length, next.total());
        boolean same = Arrays.equals(next.ids(), result.ids());
        result = next;
        if (same) {
            return;
        }
        ConnectionKey before = selected.get();
        Set<Long> chosen = new HashSet<>(table.getSelectionModel().getSelectedItems());
        List<Long> items = new ArrayList<>(next.ids().length);
        List<Integer> places = new ArrayList<>();
        int at = -1;
        boolean sameStart = before != null && before.generation() == live.view().generation();
        for (long id : next.ids()) {
            if (sameStart && before != null && before.id() == id) {
                at = items.size();
            } else if (chosen.contains(id)) {
                places.add(items.size());
            }
            items.add(id);
        }
        updating = true;
        table.getItems().setAll(items);
        table.getSelectionModel().clearSelection();
        if (at >= 0) {
            places.forEach(place -> table.getSelectionModel().select((int) place));
            table.getSelectionModel().select(at);
            table.getFocusModel().focus(at);
        }
        updating = false;
        if (sameStart && before != null && at < 0 && live.view().entry(before) == null) {
            selected.set(null);
        }
    }

    /** The selected connection, or null; the one selected last if there are several. */
    public ReadOnlyObjectProperty<@Nullable ConnectionKey> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    /** Selects a connection and scrolls to it. */
    public void select(long id) {
        int at = table.getItems().indexOf(id);
        if (at >= 0) {
            table.getSelectionModel().clearAndSelect(at);
            table.scrollTo(Math.max(0, at - 3));
        }
        selected.set(live.view().key(id));
    }

    /** Clears the selection. */
    public void deselect() {
        table.getSelectionModel().clearSelection();
        selected.set(null);
    }

    /** Returns the connections in the table, in order. */
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

    /** Focuses the filter. */
    public void focusFilter() {
        filters.focus();
    }

    /** Sets the text of the filter. */
    public void filter(String text) {
        filters.type(text);
    }

    /** Focuses the table. */
    public void focusTable() {
        table.requestFocus();
    }

    /** Returns the columns in order with width and visibility, for the settings: {@code PEER:158:shown}. */
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

    /** Returns the sort keys for the settings: {@code IN_RATE:descending}. */
    public String order() {
        List<String> keys = new ArrayList<>();
        for (TableQuery.Order order : query().orders()) {
            keys.add(order.field() + ":" + (order.descending() ? "descending" : "ascending"));
        }
        return String.join(",", keys);
    }

    /** Restores sort keys from the settings; ignores malformed parts. */
    public void order(String saved) {
        List<TableColumn<Long, ?>> keys = new ArrayList<>();
        for (String part : saved.split(",", -1)) {
            for (ConnectionField field : ConnectionField.values()) {
                TableColumn<Long, Long> column = columns.get(field);
                if (column != null && part.startsWith(field.name() + ":")) {
                    column.setSortType(
                            part.endsWith("descending")
                                    ? TableColumn.SortType.DESCENDING
                                    : TableColumn.SortType.ASCENDING);
                    keys.add(column);
                }
            }
        }
        restoring = true;
        table.getSortOrder().setAll(keys);
        restoring = false;
    }

    /** Whether connections that have closed are left out. */
    public BooleanProperty hideEndedProperty() {
        return filters.hideEndedProperty();
    }

    /** Makes rows and columns larger or smaller, as the text is. */
    public void scale(double factor) {
        table.setFixedCellSize(Math.rint(table.getFixedCellSize() * factor));
        for (TableColumn<Long, Long> column : columns.values()) {
            column.setPrefWidth(column.getWidth() * factor);
        }
    }

    /** Restores columns from the settings; ignores malformed parts. */
    public void layout(String saved) {
        List<TableColumn<Long, ?>> order = new ArrayList<>();
        for (String part : saved.split(",", -1)) {
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

    /** Stops the thread that executes queries. */
    public void close() {
        executor.close();
    }

    /** Returns the root node. */
    public Node root() {
        return root;
    }
}
