package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Amount;
import dev.futurewire.monitor.model.History;
import dev.futurewire.monitor.model.Picture;
import dev.futurewire.monitor.model.Texts;
import dev.futurewire.server.feed.ServerTotals;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The server at a glance. */
public final class TilesView {
    private static final Set<String> WELL_ENDED =
            Set.of("END_OF_STREAM", "HANDLER_DONE", "LOCAL_CLOSE", "SERVER_SHUTDOWN");

    private final Tile open = new Tile("open");
    private final Tile in = new Tile("in");
    private final Tile out = new Tile("out");
    private final Tile lines = new Tile("lines");
    private final Tile blocked = new Tile("blocked");
    private final Tile errors = new Tile("errors");
    private final RateChart chart = new RateChart();
    private final HBox root = new HBox(open, in, out, lines, blocked, errors, chart);
    private History.Window window = History.Window.MINUTE;

    /** Empty tiles. */
    public TilesView() {
        root.getStyleClass().add("tiles");
        HBox.setHgrow(chart, Priority.ALWAYS);
        chart.setOnMouseClicked(event -> nextWindow());
    }

    /** Looks further back, and from the hour to the minute again. */
    public void nextWindow() {
        window = window.next();
    }

    /** Shows the latest; four times a second. */
    public void refresh(Picture picture, History history) {
        chart.show(history.points(window), window);
        ServerTotals totals = picture.totals();
        if (totals == null) {
            for (Tile tile : new Tile[] {open, in, out, lines, blocked, errors}) {
                tile.show("–", " ", false);
            }
            return;
        }
        Picture.Pace pace = picture.pace();
        open.show(
                Amount.count(totals.open()),
                Texts.text("tile.open.more", Amount.count(totals.peak()), Amount.count(picture.closing())),
                !totals.acceptState().equals("accepting")
                        && !totals.acceptState().equals("stopped"));
        in.show(Amount.bytes(pace.in()) + "/s", Texts.text("tile.total", Amount.bytes(totals.bytesIn())), false);
        out.show(Amount.bytes(pace.out()) + "/s", Texts.text("tile.total", Amount.bytes(totals.bytesOut())), false);
        lines.show(Amount.count(pace.lines()) + "/s", sampled(totals, pace), false);
        blocked.show(
                Amount.count(totals.writeBlocked()),
                Texts.text("tile.blocked.more", Amount.count(totals.blockedHandlers())),
                totals.writeBlocked() > 0);
        long failed = failed(totals.closedByReason());
        errors.show(
                Amount.count(totals.warnings()),
                Texts.text("tile.errors.more", Amount.count(failed)),
                totals.warnings() > 0);
    }

    private static String sampled(ServerTotals totals, Picture.Pace pace) {
        if (totals.linesDropped() == 0 || pace.linesShown() < 0.5 || pace.lines() - pace.linesShown() < 0.5) {
            return Texts.text("tile.lines.all");
        }
        return Texts.text("tile.lines.sampled", Amount.count(Math.max(2, pace.lines() / pace.linesShown())));
    }

    private static long failed(Map<String, Long> closed) {
        return closed.entrySet().stream()
                .filter(entry -> !WELL_ENDED.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The view. */
    public Node root() {
        return root;
    }
}
