package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.EventRow;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.Peers;
import dev.futurewire.monitor.model.ServerView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import org.jspecify.annotations.Nullable;

/** The event log, newest first. */
final class EventsView {
    private final ListView<EventRow> list = new ListView<>();
    private List<EventRow> shown = List.of();

    /**
     * Creates an empty list.
     *
     * @param reveal shows a connection by id
     */
    EventsView(LongConsumer reveal) {
        list.setId("events");
        list.setAccessibleText(Messages.get("events.accessible"));
        list.setPlaceholder(new Label(Messages.get("events.none")));
        list.getStyleClass().addAll(Styles.DENSE, "event-list");
        list.setFixedCellSize(24);
        list.setCellFactory(view -> new EventCell());
        Runnable revealSelected = () -> {
            EventRow selected = list.getSelectionModel().getSelectedItem();
            if (selected != null && selected.connection() != 0) {
                reveal.accept(selected.connection());
            }
        };
        list.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                revealSelected.run();
            }
        });
        ListCopy.install(list, EventsView::text, revealSelected);
    }

    /** Shows new events; called 4 times per second. */
    @SuppressWarnings("ReferenceEquality") // the list is replaced only when it changes
    void refresh(ServerView view) {
        boolean readingFurtherDown =
                list.isFocused() && list.getSelectionModel().getSelectedIndex() > 0;
        if (view.events() == shown || readingFurtherDown) {
            return;
        }
        shown = view.events();
        List<EventRow> newestFirst = new ArrayList<>(shown);
        Collections.reverse(newestFirst);
        list.getItems().setAll(newestFirst);
    }

    /** Returns the root node. */
    Node root() {
        return list;
    }

    private static String text(EventRow event) {
        return ListTime.text(event.timeMillis()) + "  " + EventCell.glyph(event.kind()) + " "
                + Messages.getOrDefault("event." + event.kind(), event.kind()) + "  " + Peers.readable(event.text());
    }

    private static final class EventCell extends ListCell<EventRow> {
        @Override
        protected void updateItem(@Nullable EventRow event, boolean empty) {
            super.updateItem(event, empty);
            if (empty || event == null) {
                setText(null);
                return;
            }
            setText(text(event));
        }

        private static String glyph(String kind) {
            return switch (kind) {
                case "opened" -> "●";
                case "closed" -> "○";
                case "lost", "refused", "restarted" -> "⚠";
                default -> "·";
            };
        }
    }
}
