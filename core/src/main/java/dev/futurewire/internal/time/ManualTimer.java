package dev.futurewire.internal.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A timer whose time stands still until a test moves it. Alarms go off on the thread that moves it. */
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
     * Moves time forward, tick by tick, so that alarms set by alarms go off in their turn.
     *
     * @param by how far
     */
    public void advance(Duration by) {
        long target = now() + by.toNanos();
        while (true) {
            List<Alarm> due = new ArrayList<>();
            synchronized (this) {
                now = Math.min(target, Math.max(now, wheel.nextLook()));
                wheel.advance(now, due);
                if (due.isEmpty() && now == target) {
                    return;
                }
            }
            due.forEach(Alarm::fire);
        }
    }
}
