package dev.futurewire.monitor.ui.table;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.filter.BadTermException;
import dev.futurewire.monitor.model.filter.ConnectionFilter;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The field for the filter, with the number of matches or the problem. */
final class FilterBar {
    private static final PseudoClass BAD = PseudoClass.getPseudoClass("bad");

    private final TextField field = new TextField();
    private final Label count = new Label();
    private final Label problem = new Label();
    private final Button columns = new Button(Messages.get("columns.button"));
    private final CheckBox hideEnded = new CheckBox(Messages.get("filter.hide-ended"));
    private final Label held = new Label(Messages.get("filter.held"));
    private final VBox root;
    private final ReadOnlyObjectWrapper<ConnectionFilter> filter =
            new ReadOnlyObjectWrapper<>(this, "filter", ConnectionFilter.ALL);

    FilterBar(Runnable focusTable, Runnable changed) {
        field.setId("filter");
        field.setPromptText(Messages.get("filter.prompt"));
        field.setAccessibleText(Messages.get("filter.accessible"));
        field.setTooltip(new Tooltip(Messages.get("filter.help")));
        field.textProperty().addListener((property, before, text) -> parse(text));
        field.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                if (field.getText().isEmpty()) {
                    focusTable.run();
                } else {
                    field.clear();
                }
                event.consume();
            } else if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.DOWN) {
                focusTable.run();
                event.consume();
            }
        });
        HBox.setHgrow(field, Priority.ALWAYS);
        count.setId("filter-count");
        count.setMinWidth(Region.USE_PREF_SIZE);
        count.getStyleClass().add(Styles.TEXT_MUTED);
        columns.setId("columns");
        columns.setMinWidth(Region.USE_PREF_SIZE);
        hideEnded.setId("hide-ended");
        hideEnded.setMinWidth(Region.USE_PREF_SIZE);
        hideEnded.setTooltip(new Tooltip(Messages.get("filter.hide-ended.tip")));
        hideEnded.selectedProperty().addListener((property, before, hidden) -> changed.run());
        held.setId("order-held");
        held.setMinWidth(Region.USE_PREF_SIZE);
        held.getStyleClass().add("order-held");
        held.setTooltip(new Tooltip(Messages.get("filter.held.tip")));
        held.setVisible(false);
        HBox row = new HBox(field, held, count, hideEnded, columns);
        row.getStyleClass().add("tool-row");
        row.setAlignment(Pos.CENTER_LEFT);
        problem.setId("filter-problem");
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        show(problem, false);
        root = new VBox(row, problem);
    }

    private void parse(String text) {
        try {
            filter.set(ConnectionFilter.parse(text));
            show(problem, false);
            field.pseudoClassStateChanged(BAD, false);
        } catch (BadTermException bad) {
            // The last valid filter stays in effect.
            problem.setText("⚠ " + Messages.get("filter.problem." + bad.problem(), bad.term()));
            show(problem, true);
            field.pseudoClassStateChanged(BAD, true);
        }
    }

    private static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    ReadOnlyObjectProperty<ConnectionFilter> filterProperty() {
        return filter.getReadOnlyProperty();
    }

    void count(int shown, int total) {
        String all = Messages.get(total == 1 ? "filter.one" : "filter.all", DisplayFormat.count(total));
        count.setText(
                filter.get().isAll()
                        ? all
                        : Messages.get("filter.some", DisplayFormat.count(shown), DisplayFormat.count(total)));
    }

    /** Shows whether rows keep their places while the pointer is over the table. */
    void held(boolean value) {
        held.setVisible(value);
    }

    boolean hidesEnded() {
        return hideEnded.isSelected();
    }

    BooleanProperty hideEndedProperty() {
        return hideEnded.selectedProperty();
    }

    void type(String text) {
        field.setText(text);
    }

    void focus() {
        field.requestFocus();
        field.selectAll();
    }

    Button columnsButton() {
        return columns;
    }

    Node root() {
        return root;
    }
}
