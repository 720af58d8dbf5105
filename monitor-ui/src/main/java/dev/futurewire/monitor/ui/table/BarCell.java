package dev.futurewire.monitor.ui.table;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import javafx.css.PseudoClass;
import javafx.scene.control.ContentDisplay;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** A number behind a bar that shows a fraction: time left, or queue filled. */
final class BarCell extends ConnectionCell {
    private static final PseudoClass ALARM = PseudoClass.getPseudoClass("alarm");
    private static final double WIDTH = 46;
    private static final double HEIGHT = 6;

    private final Fraction fraction;
    private final Region fill = new Region();
    private final Pane track = new Pane(fill);
    private double shown = -1;

    /** The fraction of the bar that is filled. */
    @FunctionalInterface
    interface Fraction {
        /** Returns the fraction, 0 to 1, or a negative number for no bar. */
        double of(ConnectionEntry entry, long now);

        /** Returns whether a fraction is highlighted. */
        default boolean alarm(double value) {
            return value > 0.999;
        }
    }

    BarCell(ConnectionField field, VisibleCells live, Fraction fraction) {
        super(field, live);
        this.fraction = fraction;
        fill.getStyleClass().add("bar-fill");
        fill.setManaged(false); // else the track would resize it to its preferred size, zero
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
        double value = fraction.of(entry, now);
        bar(value < 0 ? null : track);
        if (value >= 0 && value != shown) {
            shown = value;
            fill.resizeRelocate(0, 0, (double) Math.round(Math.min(1, value) * WIDTH), HEIGHT);
            track.pseudoClassStateChanged(ALARM, fraction.alarm(value));
        }
    }

    private void bar(@Nullable Pane graphic) {
        if (getGraphic() != graphic) {
            setGraphic(graphic);
        }
    }

    @Override
    void clear() {
        bar(null);
    }
}
