package dev.futurewire.monitor.ui;

import javafx.animation.AnimationTimer;

/** Refreshes the views at fixed rates, at most one group per pulse. */
final class RefreshTimer extends AnimationTimer {
    private static final long SUMMARY_NANOS = 250_000_000L;
    private static final long TABLE_NANOS = 50_000_000L;
    private static final long LINES_NANOS = 50_000_000L;

    /** Groups of views to refresh. */
    interface Refreshable {
        /** Refreshes the lines of traffic; called 20 times per second. */
        void refreshLines();

        /** Refreshes the table; called 20 times per second. */
        void refreshTable();

        /** Refreshes tiles, banner, lists and status; called 4 times per second. */
        void refreshSummary();
    }

    private final Refreshable views;
    private final PulseStatistics pulses = new PulseStatistics();
    private long summary;
    private long table;
    private long lines;

    RefreshTimer(Refreshable views) {
        this.views = views;
    }

    @Override
    public void handle(long now) {
        pulses.record(now);
        // One group per pulse, so that no pulse takes the time of all of them.
        if (now - summary >= SUMMARY_NANOS) {
            summary = now;
            views.refreshSummary();
        } else if (now - table >= TABLE_NANOS) {
            table = now;
            views.refreshTable();
        } else if (now - lines >= LINES_NANOS) {
            lines = now;
            views.refreshLines();
        }
    }

    PulseStatistics pulses() {
        return pulses;
    }
}
