package dev.futurewire.monitor.ui;

import dev.futurewire.feed.ServerTotals;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.RateHistory;
import dev.futurewire.monitor.model.ServerView;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The key figures of the server, and a chart of its throughput. */
final class TilesView {
    private static final Set<String> NORMAL_REASONS =
            Set.of("END_OF_STREAM", "HANDLER_DONE", "LOCAL_CLOSE", "SERVER_SHUTDOWN");

    private final Tile open = new Tile("open");
    private final Tile in = new Tile("in");
    private final Tile out = new Tile("out");
    private final Tile lines = new Tile("lines");
    private final Tile blocked = new Tile("blocked");
    private final Tile errors = new Tile("errors");
    private final RateChart chart = new RateChart();
    private final HBox root = new HBox(open, in, out, lines, blocked, errors, chart);
    private RateHistory.Span span = RateHistory.Span.MINUTE;

    /** Creates empty tiles. */
    TilesView() {
        root.getStyleClass().add("tiles");
        HBox.setHgrow(chart, Priority.ALWAYS);
        chart.setOnMouseClicked(event -> nextSpan());
    }

    /** Changes the chart to the next longer span, or from the longest to the shortest. */
    void nextSpan() {
        span = span.next();
    }

    /** Shows the latest figures; called 4 times per second. */
    void refresh(ServerView view, RateHistory history) {
        chart.show(history.points(span), span);
        ServerTotals totals = view.totals();
        if (totals == null) {
            for (Tile tile : new Tile[] {open, in, out, lines, blocked, errors}) {
                tile.show("–", " ", false);
            }
            return;
        }
        ServerView.Rates rates = view.rates();
        open.show(
                DisplayFormat.count(totals.open()),
                Messages.get("tile.open.more", DisplayFormat.count(totals.peak()), DisplayFormat.count(view.closing())),
                !totals.acceptState().equals("accepting")
                        && !totals.acceptState().equals("stopped"));
        in.show(
                DisplayFormat.bytes(rates.in()) + "/s",
                Messages.get("tile.total", DisplayFormat.bytes(totals.bytesIn())),
                false);
        out.show(
                DisplayFormat.bytes(rates.out()) + "/s",
                Messages.get("tile.total", DisplayFormat.bytes(totals.bytesOut())),
                false);
        lines.show(DisplayFormat.count(rates.lines()) + "/s", sampled(totals, rates), false);
        blocked.show(
                DisplayFormat.count(totals.writeBlocked()),
                Messages.get("tile.blocked.more", DisplayFormat.count(totals.blockedHandlers())),
                totals.writeBlocked() > 0);
        long abnormal = abnormal(totals.closedByReason());
        errors.show(
                DisplayFormat.count(totals.warnings()),
                Messages.get("tile.errors.more", DisplayFormat.count(abnormal)),
                totals.warnings() > 0);
    }

    private static String sampled(ServerTotals totals, ServerView.Rates rates) {
        if (totals.linesDropped() == 0 || rates.linesShown() < 0.5 || rates.lines() - rates.linesShown() < 0.5) {
            return Messages.get("tile.lines.all");
        }
        return Messages.get("tile.lines.sampled", DisplayFormat.count(Math.max(2, rates.lines() / rates.linesShown())));
    }

    private static long abnormal(Map<String, Long> closed) {
        return closed.entrySet().stream()
                .filter(entry -> !NORMAL_REASONS.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns the root node. */
    Node root() {
        return root;
    }
}
