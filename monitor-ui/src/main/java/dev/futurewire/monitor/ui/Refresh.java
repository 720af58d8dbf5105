package dev.futurewire.monitor.ui;

import javafx.animation.AnimationTimer;

/** The one timer: looks at each pulse which views are due. What nobody looks at is not drawn more often than that. */
final class Refresh extends AnimationTimer {
    private static final long SLOW_NANOS = 250_000_000L;
    private static final long TABLE_NANOS = 50_000_000L;
    private static final long LINES_NANOS = 50_000_000L;

    /** What is kept fresh. */
    interface Fresh {
        /** Twenty times a second. */
        void lines();

        /** Twenty times a second: every other time one half of the rows. */
        void table();

        /** Four times a second. */
        void slow();
    }

    private final Fresh views;
    private final Pulses pulses = new Pulses();
    private long slow;
    private long table;
    private long lines;

    Refresh(Fresh views) {
        this.views = views;
    }

    @Override
    public void handle(long now) {
        pulses.pulse(now);
        // One thing a pulse, so that no pulse takes as long as all of them.
        if (now - slow >= SLOW_NANOS) {
            slow = now;
            views.slow();
        } else if (now - table >= TABLE_NANOS) {
            table = now;
            views.table();
        } else if (now - lines >= LINES_NANOS) {
            lines = now;
            views.lines();
        }
    }

    Pulses pulses() {
        return pulses;
    }
}
