package dev.futurewire.monitor.ui;

import atlantafx.base.theme.Styles;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.server.feed.ServerTotals;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** How the monitor itself does, and what it has to say. */
final class StatusBar {
    private static final long SAID_MILLIS = 8_000;

    private final Label said = new Label();
    private final Label figures = new Label();
    private final Label help = new Label(Messages.get("status.help"));
    private final HBox root = new HBox(said, figures, help);
    private long saidAt;

    StatusBar() {
        root.getStyleClass().add("status-bar");
        said.setId("said");
        said.setMaxWidth(Double.MAX_VALUE);
        said.setMinWidth(0);
        HBox.setHgrow(said, Priority.ALWAYS);
        figures.setId("figures");
        figures.setMinWidth(Region.USE_PREF_SIZE);
        figures.getStyleClass().add(Styles.TEXT_MUTED);
        help.setMinWidth(Region.USE_PREF_SIZE);
        help.getStyleClass().add(Styles.TEXT_MUTED);
    }

    void say(String what) {
        said.setText(what);
        saidAt = System.currentTimeMillis();
    }

    void refresh(ServerView view, Pulses pulses, long now) {
        if (now - saidAt > SAID_MILLIS && !said.getText().isEmpty()) {
            said.setText("");
        }
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        ServerTotals totals = view.totals();
        long age = totals == null ? 0 : Math.max(0, now - view.receivedMillis());
        figures.setText(Messages.get(
                "status.figures",
                Integer.toString(pulses.rate()),
                DisplayFormat.duration(age),
                DisplayFormat.bytes(heap),
                DisplayFormat.count(totals == null ? 0 : totals.linesDropped())));
    }

    Node root() {
        return root;
    }
}
