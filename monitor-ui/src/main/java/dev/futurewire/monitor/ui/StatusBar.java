package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Messages to the user, and figures about the monitor itself. */
final class StatusBar {
    private static final long STEP = 10_000_000;
    private static final long MESSAGE_MILLIS = 8_000;

    private final Label message = new Label();
    private final Label figures = new Label();
    private final Label help = new Label(Messages.get("status.help"));
    private final HBox root = new HBox(message, figures, help);
    private long messageAt;

    StatusBar() {
        root.getStyleClass().add("status-bar");
        message.setId("said");
        message.setMaxWidth(Double.MAX_VALUE);
        message.setMinWidth(0);
        HBox.setHgrow(message, Priority.ALWAYS);
        figures.setId("figures");
        figures.setMinWidth(Region.USE_PREF_SIZE);
        figures.getStyleClass().add(Styles.TEXT_MUTED);
        help.setMinWidth(Region.USE_PREF_SIZE);
        help.getStyleClass().add(Styles.TEXT_MUTED);
    }

    void say(String text) {
        message.setText(text);
        messageAt = System.currentTimeMillis();
    }

    void refresh(ServerView view, long now) {
        if (now - messageAt > MESSAGE_MILLIS && !message.getText().isEmpty()) {
            message.setText("");
        }
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        ServerTotals totals = view.totals();
        String tick = totals == null
                ? Messages.get("status.no-tick")
                : Messages.get("status.tick", DisplayFormat.duration(tenths(Math.max(0, now - view.receivedMillis()))));
        String text = Messages.get(
                "status.figures",
                tick,
                DisplayFormat.bytes(heap / STEP * STEP),
                DisplayFormat.count(totals == null ? 0 : totals.linesDropped()));
        if (!text.equals(figures.getText())) {
            figures.setText(text);
        }
    }

    /** Rounds, so that the text does not change with each refresh. */
    private static long tenths(long millis) {
        return millis < 1_000 ? 0 : millis / 1_000 * 1_000;
    }

    Node root() {
        return root;
    }
}
