package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import javafx.css.PseudoClass;
import javafx.scene.control.ContentDisplay;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** A number with a bar before it: how much of something is left or full. */
final class BarCell extends Cell {
    private static final PseudoClass ALARM = PseudoClass.getPseudoClass("alarm");
    private static final double WIDTH = 46;
    private static final double HEIGHT = 6;

    private final Share share;
    private final Region fill = new Region();
    private final Pane track = new Pane(fill);
    private double shown = -1;

    /** How full the bar is. */
    @FunctionalInterface
    interface Share {
        /** 0 to 1, or negative for no bar. */
        double of(ConnectionEntry entry, long now);

        /** Whether it is to be looked at. */
        default boolean alarm(double share) {
            return share > 0.999;
        }
    }

    BarCell(ConnectionField field, LiveCells live, Share share) {
        super(field, live);
        this.share = share;
        fill.getStyleClass().add("bar-fill");
        fill.setManaged(false); // else the track would lay it out, as large as nothing
        track.getStyleClass().add("bar");
        track.setMinSize(WIDTH, HEIGHT);
        track.setMaxSize(WIDTH, HEIGHT);
        track.setPrefSize(WIDTH, HEIGHT);
        setContentDisplay(ContentDisplay.LEFT);
        setGraphicTextGap(8);
    }

    @Override
    void show(ConnectionEntry entry, long now) {
        super.show(entry, now);
        double value = share.of(entry, now);
        bar(value < 0 ? null : track);
        if (value >= 0 && value != shown) {
            shown = value;
            fill.resizeRelocate(0, 0, (double) Math.round(Math.min(1, value) * WIDTH), HEIGHT);
            track.pseudoClassStateChanged(ALARM, share.alarm(value));
        }
    }

    private void bar(@Nullable Pane graphic) {
        if (getGraphic() != graphic) {
            setGraphic(graphic);
        }
    }

    @Override
    void blank() {
        bar(null);
    }
}
