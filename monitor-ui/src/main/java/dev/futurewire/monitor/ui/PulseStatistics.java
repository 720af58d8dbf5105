package dev.futurewire.monitor.ui;

import java.util.Arrays;
import javafx.animation.AnimationTimer;

/** Statistics of the JavaFX pulses: how often and how evenly the window is drawn. */
public final class PulseStatistics {
    private static final long SECOND = 1_000_000_000L;
    private static final int CAPACITY = 4_096;

    private final long[] gaps = new long[CAPACITY];
    private int count;
    private long last;
    private long second;
    private int inSecond;
    private int rate;

    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) {
            record(now);
        }
    };

    /** Creates empty statistics. */
    public PulseStatistics() {}

    void start() {
        timer.start();
    }

    void stop() {
        timer.stop();
    }

    private void record(long nanos) {
        if (last != 0) {
            gaps[count % CAPACITY] = nanos - last;
            count++;
        }
        last = nanos;
        if (nanos - second >= SECOND) {
            rate = inSecond;
            inSecond = 0;
            second = nanos;
        }
        inSecond++;
    }

    /** Returns the number of pulses in the last complete second. */
    public int rate() {
        return rate;
    }

    /** Returns the gaps between pulses since {@link #reset}, in nanoseconds; at most the last few thousand. */
    public long[] gaps() {
        return Arrays.copyOf(gaps, Math.min(count, CAPACITY));
    }

    /** Clears the gaps. */
    public void reset() {
        count = 0;
    }
}
