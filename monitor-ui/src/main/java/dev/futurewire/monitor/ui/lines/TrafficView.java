package dev.futurewire.monitor.ui.lines;

import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import dev.futurewire.monitor.model.follow.Transcript;
import dev.futurewire.server.feed.ServerTotals;
import dev.futurewire.server.feed.Traffic;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;

/** Sampled lines of all connections, and how many of how many they are. */
public final class TrafficView {
    private final Transcript transcript = new Transcript();
    private final LinesPane lines = new LinesPane(transcript, true);
    private final Label sampled = new Label();
    private final BorderPane root = new BorderPane(lines);
    private long seen;

    /** An empty one. */
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

    /** Forgets what is here, and what was here before. */
    public void clear(ServerView view) {
        transcript.clear();
        seen = view.linesSeen();
        lines.toEnd();
    }

    /** Shows the latest; twenty times a second. */
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

    /** Says how much of all is shown; four times a second. */
    public void refreshSampling(ServerView view) {
        ServerTotals totals = view.totals();
        ServerView.Rates rates = view.rates();
        boolean some = totals != null && totals.linesDropped() > 0;
        if (totals != null && some) {
            boolean now = rates.lines() - rates.linesShown() >= 1;
            sampled.setText(
                    now
                            ? Messages.get("traffic.sampled", DisplayFormat.count(rates.linesShown()), DisplayFormat.count(rates.lines()))
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
            segments.add(
                    new TrafficSegment(0, line.timeMillis(), line.inbound(), line.bytes(), line.length(), 0, line.connection()));
        }
        return segments;
    }

    /** The lines, which the keyboard goes to. */
    public Node lines() {
        return lines;
    }

    /** The view. */
    public Node root() {
        return root;
    }
}
