package dev.futurewire.monitor.ui;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;

/**
 * Refreshes the views at fixed rates, at most one group at a time, and none while the window is not visible. Does not use the
 * toolkit's timers, which make it draw 60 times per second even if nothing has changed.
 */
final class RefreshTimer {
    private static final long STEP_MILLIS = 50;

    /** In units of the step, with the step at which each begins: never two at once. */
    private static final int LINES_STEPS = 2;

    private static final int TABLE_STEPS = 4;
    private static final int TABLE_FIRST = 1;
    private static final int SUMMARY_STEPS = 8;
    private static final int SUMMARY_FIRST = 3;

    /** Groups of views to refresh. */
    interface Refreshable {
        /** Refreshes the lines of traffic; called 10 times per second. */
        void refreshLines();

        /** Refreshes the table and the details; called 5 times per second. */
        void refreshTable();

        /** Refreshes tiles, banner, lists and status; called 2.5 times per second. */
        void refreshSummary();
    }

    private final Refreshable views;
    private final BooleanSupplier visible;
    private final AtomicBoolean pending = new AtomicBoolean();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "futurewire-monitor-refresh");
        thread.setDaemon(true);
        return thread;
    });
    private boolean stopped;
    private long step;
    private long refreshes;

    /**
     * Creates a timer that does not run.
     *
     * @param visible whether there is anything to see; called on the toolkit's thread
     */
    RefreshTimer(Refreshable views, BooleanSupplier visible) {
        this.views = views;
        this.visible = visible;
    }

    void start() {
        clock.scheduleAtFixedRate(this::submit, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        stopped = true;
        clock.shutdownNow();
    }

    /** Submits one refresh, unless the one before has not run yet. */
    private void submit() {
        if (pending.compareAndSet(false, true)) {
            Platform.runLater(() -> {
                pending.set(false);
                refresh();
            });
        }
    }

    /** Returns the number of times that the views could have been refreshed. */
    long refreshes() {
        return refreshes;
    }

    private void refresh() {
        refreshes++;
        if (stopped || !visible.getAsBoolean()) {
            return;
        }
        step++;
        if (step % LINES_STEPS == 0) {
            views.refreshLines();
        } else if (step % TABLE_STEPS == TABLE_FIRST) {
            views.refreshTable();
        } else if (step % SUMMARY_STEPS == SUMMARY_FIRST) {
            views.refreshSummary();
        }
    }
}
