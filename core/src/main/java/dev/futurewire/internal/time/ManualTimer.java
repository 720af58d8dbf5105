package dev.futurewire.internal.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A timer whose time is advanced by tests. Alarms run on the thread that advances it. */
public final class ManualTimer implements Timer {
    private final Wheel wheel = new Wheel(RESOLUTION_NANOS, 0);
    private long now;

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized void set(Alarm alarm, long deadline) {
        wheel.set(alarm, deadline);
    }

    @Override
    public synchronized void cancel(Alarm alarm) {
        wheel.remove(alarm);
    }

    @Override
    public synchronized int pending() {
        return wheel.size();
    }

    /**
     * Advances the time tick by tick, so that alarms set by other alarms run at their own time.
     *
     * @param by the duration to advance
     */
    public void advance(Duration by) {
        long target = now() + by.toNanos();
        while (true) {
            List<Alarm> due = new ArrayList<>();
            synchronized (this) {
                now = Math.min(target, Math.max(now, wheel.nextWakeUp()));
                wheel.advance(now, due);
                if (due.isEmpty() && now == target) {
                    return;
                }
            }
            due.forEach(Alarm::fire);
        }
    }
}
