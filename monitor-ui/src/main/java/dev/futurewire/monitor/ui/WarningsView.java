package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.WarningRow;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Peers;
import dev.futurewire.monitor.model.ServerView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The warnings, newest first, with an explanation of the selected one. */
final class WarningsView {
    private static final double WIDE = 1_000;
    private static final Pattern MODULE = Pattern.compile("\\bapp//|\\b[\\w.]+@[\\w.+-]+/");

    private final ListView<WarningRow> list = new ListView<>();
    private final Label kind = new Label();
    private final Label message = wrapped("warning-message");
    private final Label means = wrapped("warning-means");
    private final Label action = wrapped("warning-do");
    private final Button show = new Button();
    private final TextArea stack = new TextArea();
    private final HBox head = new HBox(kind, show);
    private final VBox explanation = new VBox(head, message, means, action);
    private final SplitPane root = new SplitPane();
    private List<WarningRow> shown = List.of();
    private long connection;

    /**
     * Creates an empty list.
     *
     * @param reveal shows a connection by id
     */
    WarningsView(LongConsumer reveal) {
        list.setId("warnings");
        list.setAccessibleText(Messages.get("warnings.accessible"));
        Label none = wrapped("warnings-none");
        none.setText(Messages.get("warnings.none"));
        none.getStyleClass().add("placeholder-text");
        list.setPlaceholder(none);
        list.getStyleClass().addAll(Styles.DENSE, "event-list");
        list.setCellFactory(view -> new WarningCell());
        Runnable revealSelected = () -> {
            if (connection != 0) {
                reveal.accept(connection);
            }
        };
        list.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                revealSelected.run();
            }
        });
        ListCopy.install(list, WarningsView::text, revealSelected);
        list.focusedProperty().addListener((property, before, focused) -> {
            if (focused && list.getSelectionModel().isEmpty()) {
                list.getSelectionModel().selectFirst();
            }
        });
        list.getSelectionModel().selectedItemProperty().addListener((property, before, warning) -> explain(warning));
        kind.getStyleClass().add(Styles.TEXT_BOLD);
        show.getStyleClass().add(Styles.SMALL);
        show.setOnAction(event -> reveal.accept(connection));
        stack.setId("warning-stack");
        stack.setEditable(false);
        stack.getStyleClass().add("stack");
        stack.setPrefRowCount(8);
        stack.setAccessibleText(Messages.get("warnings.stack.accessible"));
        explanation.getStyleClass().add("explanation");
        ScrollPane scroll = new ScrollPane(explanation);
        scroll.setFitToWidth(true);
        head.getStyleClass().add("explanation-head");
        head.setAlignment(Pos.CENTER_LEFT);
        show.setMinWidth(Region.USE_PREF_SIZE);
        kind.setMinWidth(Region.USE_PREF_SIZE);
        root.getItems().addAll(list, scroll);
        root.setDividerPositions(0.4);
        root.widthProperty().addListener((property, before, width) -> placeStack());
        explain(null);
    }

    /** Removes module prefixes, such as {@code app//} and {@code java.base@17.0.15/}, from a stack frame. */
    private static String withoutModule(String frame) {
        return MODULE.matcher(frame).replaceAll("");
    }

    private static Label wrapped(String id) {
        Label label = new Label();
        label.setId(id);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private void explain(@Nullable WarningRow warning) {
        for (Node node : explanation.getChildren()) {
            node.setVisible(warning != null);
            node.setManaged(warning != null);
        }
        if (warning == null) {
            means.setVisible(true);
            means.setManaged(true);
            means.setText(Messages.get("warnings.choose"));
            stack.setText("");
            placeStack();
            return;
        }
        kind.setText("⚠ " + name(warning));
        String where = warning.location();
        String text = Peers.readable(withoutModule(warning.message()));
        message.setText(where == null || text.contains(where) ? text : text + "  (" + where + ")");
        means.setText(
                Messages.getOrDefault("warning." + warning.kind() + ".means", Messages.get("warning.unknown.means")));
        action.setText(Messages.getOrDefault("warning." + warning.kind() + ".do", ""));
        connection = warning.connection();
        show.setText(Messages.get("warnings.show", Long.toString(connection)));
        show.setVisible(connection != 0);
        show.setManaged(connection != 0);
        stack.setText(warning.stack().stream().map(WarningsView::withoutModule).collect(Collectors.joining("\n")));
        placeStack();
    }

    /** Places the stack beside the explanation if the view is wide enough, else below it; removes an empty stack. */
    private void placeStack() {
        boolean present = !stack.getText().isEmpty();
        boolean beside = present && root.getWidth() > WIDE;
        boolean below = present && !beside;
        if (beside != root.getItems().contains(stack)
                || below != explanation.getChildren().contains(stack)) {
            root.getItems().remove(stack);
            explanation.getChildren().remove(stack);
            if (beside) {
                root.getItems().add(stack);
                root.setDividerPositions(0.3, 0.64);
            } else {
                if (below) {
                    explanation.getChildren().add(stack);
                }
                root.setDividerPositions(0.4);
            }
        }
    }

    static String name(WarningRow warning) {
        return Messages.getOrDefault("warning." + warning.kind(), warning.kind());
    }

    /** Shows new warnings; called 4 times per second. */
    @SuppressWarnings("ReferenceEquality") // the list is replaced only when it changes
    void refresh(ServerView view) {
        if (view.warnings() == shown) {
            return;
        }
        shown = view.warnings();
        WarningRow selected = list.getSelectionModel().getSelectedItem();
        List<WarningRow> newestFirst = new ArrayList<>(shown);
        Collections.reverse(newestFirst);
        list.getItems().setAll(newestFirst);
        if (selected != null && shown.contains(selected)) {
            list.getSelectionModel().select(selected);
        } else {
            list.getSelectionModel().clearSelection();
        }
    }

    /** Returns the list, which takes the focus. */
    Node list() {
        return list;
    }

    /** Returns the root node. */
    Node root() {
        return root;
    }

    private static String text(WarningRow warning) {
        String id = warning.connection() == 0 ? "" : "  #" + warning.connection();
        return ListTime.text(warning.timeMillis()) + "  ⚠ " + name(warning) + id
                + (warning.location() == null ? "" : "  " + warning.location());
    }

    private static final class WarningCell extends ListCell<WarningRow> {
        @Override
        protected void updateItem(@Nullable WarningRow warning, boolean empty) {
            super.updateItem(warning, empty);
            if (empty || warning == null) {
                setText(null);
                return;
            }
            setText(text(warning));
        }
    }
}
