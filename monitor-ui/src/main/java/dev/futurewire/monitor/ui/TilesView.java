package dev.futurewire.monitor.ui;

import dev.futurewire.feed.ServerTotals;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.RateHistory;
import dev.futurewire.monitor.model.ServerView;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The key figures of the server, what is now above what has ever been, and a chart of its throughput. */
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
    private final Button spans = new Button();
    private final VBox chartBox = new VBox(spans, chart);
    private final FlowPane tiles = new FlowPane(open, in, out, lines, blocked, errors);
    private final TilesPane root = new TilesPane(tiles, chartBox);
    private RateHistory.Span span = RateHistory.Span.MINUTE;
    /** The number of warnings marked as seen, by the history of their server. */
    private final Map<RateHistory, Long> seen = new WeakHashMap<>();

    private RateHistory shown = new RateHistory();
    private long warnings;

    /** Creates empty tiles. */
    TilesView() {
        root.getStyleClass().add("tiles");
        tiles.getStyleClass().add("tile-flow");
        chartBox.getStyleClass().add("chart-box");
        chart.getStyleClass().add("tiles-chart");
        VBox.setVgrow(chart, Priority.ALWAYS);
        spans.setId("chart-span");
        spans.getStyleClass().addAll("flat", "small", "chart-span");
        spans.setTooltip(new Tooltip(Messages.get("chart.span.tip")));
        spans.setOnAction(event -> nextSpan());
        showSpan();
        errors.onClick(Messages.get("tile.errors.tip"), this::acknowledge);
    }

    /** Changes the chart to the next longer span, or from the longest to the shortest. */
    void nextSpan() {
        span = span.next();
        showSpan();
    }

    private void showSpan() {
        spans.setText(Messages.get("chart.span." + span) + " ▾");
        spans.setAccessibleText(Messages.get("chart.span.tip"));
    }

    /** Marks the warnings so far as seen; the tile counts those that follow. */
    void acknowledge() {
        seen.put(shown, warnings);
    }

    /** Shows the latest figures; called 4 times per second. */
    void refresh(ServerView view, RateHistory history) {
        if (chartBox.isVisible()) {
            chart.show(history.points(span), span);
        }
        ServerTotals totals = view.totals();
        if (totals == null) {
            for (Tile tile : new Tile[] {open, in, out, lines, blocked, errors}) {
                tile.show("–", " ", false);
            }
            return;
        }
        shown = history;
        warnings = totals.warnings();
        // A server that has been started again counts from the beginning.
        long acknowledged = Math.min(warnings, seen.getOrDefault(history, 0L));
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
                Messages.counted("tile.blocked.more", totals.blockedHandlers()),
                totals.writeBlocked() > 0);
        errors.show(
                DisplayFormat.count(warnings - acknowledged),
                Messages.get(
                        "tile.errors.more",
                        DisplayFormat.count(warnings),
                        Messages.counted("tile.errors.closes", abnormal(totals.closedByReason()))),
                warnings > acknowledged);
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
