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
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;

/** Sampled lines of all connections, and the fraction that the sample is. */
public final class TrafficView {
    private final Transcript transcript = new Transcript();
    private final LinesPane lines = new LinesPane(transcript, true);
    private final Label sampled = new Label();
    private final BorderPane root = new BorderPane(lines);
    private long seen;

    /** Creates an empty view. */
    public TrafficView() {
        lines.setId("traffic-lines");
        lines.setAccessibleText(Messages.get("traffic.accessible"));
        sampled.setId("sampled");
        sampled.getStyleClass().add("sampled");
        sampled.setMaxWidth(Double.MAX_VALUE);
        root.setTop(sampled);
        sampled(false);
    }

    private void sampled(boolean visible) {
        sampled.setVisible(visible);
        sampled.setManaged(visible);
    }

    /** Clears the view, and skips the lines received so far. */
    public void clear(ServerView view) {
        transcript.clear();
        seen = view.linesSeen();
        lines.toEnd();
    }

    /** Shows new lines; called 20 times per second. */
    public void refresh(ServerView view) {
        long fresh = view.linesSeen() - seen;
        if (fresh < 0) {
            clear(view);
        } else if (fresh > 0) {
            seen = view.linesSeen();
            transcript.add(segments(view, (int) Math.min(fresh, view.lines().size())));
            lines.refresh();
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
                    0, line.timeMillis(), line.inbound(), line.bytes(), line.length(), 0, line.connection()));
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
