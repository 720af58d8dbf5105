package dev.futurewire.monitor.ui.lines;

import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import dev.futurewire.monitor.model.follow.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;

/** Sampled lines of all connections, and the fraction that the sample is. */
public final class TrafficView {
    private final Transcript transcript = new Transcript();
    private final LinesPane lines = new LinesPane(transcript, true);
    private final TailPane pane = new TailPane("traffic", transcript, lines);
    private final Label sampled = new Label();
    private final BorderPane root = new BorderPane(pane);
    private long seen;

    /**
     * Creates an empty view.
     *
     * @param reveal shows a connection by id
     */
    public TrafficView(LongConsumer reveal) {
        lines.setAccessibleText(Messages.get("traffic.accessible"));
        pane.explain(Messages.get("traffic.none"));
        MenuItem show = new MenuItem(Messages.get("traffic.reveal"));
        show.setOnAction(event -> revealSelected(reveal));
        pane.menu().getItems().add(0, show);
        lines.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getClickCount() == 2) {
                revealSelected(reveal);
            }
        });
        lines.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                revealSelected(reveal);
            }
        });
        sampled.setId("sampled");
        sampled.getStyleClass().add("sampled");
        sampled.setMaxWidth(Double.MAX_VALUE);
        root.setTop(sampled);
        sampled(false);
    }

    private void revealSelected(LongConsumer reveal) {
        int cursor = lines.cursor();
        if (cursor >= 0 && cursor < transcript.size()) {
            reveal.accept(transcript.line(cursor).segment().connection());
        }
    }

    private void sampled(boolean visible) {
        sampled.setVisible(visible);
        sampled.setManaged(visible);
    }

    /** Clears the view, and skips the lines received so far. */
    public void clear(ServerView view) {
        transcript.clear();
        seen = view.linesSeen();
        pane.reset();
        pane.explain(Messages.get("traffic.none"));
    }

    /** Shows new lines; called 20 times per second. */
    public void refresh(ServerView view) {
        long fresh = view.linesSeen() - seen;
        if (fresh < 0) {
            clear(view);
        } else if (fresh > 0) {
            seen = view.linesSeen();
            pane.add(segments(view, (int) Math.min(fresh, view.lines().size())), List.of());
            pane.explain(Messages.get("traffic.none"));
        }
    }

    /** Shows the fraction that is sampled; called 4 times per second. */
    public void refreshSampling(ServerView view) {
        ServerTotals totals = view.totals();
        ServerView.Rates rates = view.rates();
        boolean some = totals != null && totals.linesDropped() > 0;
        if (totals != null && some) {
            boolean now = rates.lines() - rates.linesShown() >= 1;
            sampled.setText(
                    now
                            ? Messages.get(
                                    "traffic.sampled",
                                    DisplayFormat.count(rates.linesShown()),
                                    DisplayFormat.count(rates.lines()))
                            : Messages.get(
                                    "traffic.sampled.before",
                                    DisplayFormat.count(totals.linesShown()),
                                    DisplayFormat.count(totals.linesShown() + totals.linesDropped())));
        }
        sampled(some);
    }

    private List<TrafficSegment> segments(ServerView view, int fresh) {
        List<Traffic> all = view.lines();
        List<TrafficSegment> segments = new ArrayList<>(fresh);
        for (Traffic line : all.subList(all.size() - fresh, all.size())) {
            segments.add(new TrafficSegment(
                    TrafficSegment.Kind.MESSAGE,
                    line.timeMillis(),
                    line.inbound(),
                    line.bytes(),
                    line.length(),
                    0,
                    0,
                    line.connection()));
        }
        return segments;
    }

    /** Returns the lines, which take the focus. */
    public Node lines() {
        return lines;
    }

    /** Returns the root node. */
    public Node root() {
        return root;
    }
}
