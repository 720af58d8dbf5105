package dev.futurewire.internal.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The real-time timer: a {@link Wheel} and a daemon thread that sleeps until the next alarm is due. */
public final class WheelTimer implements Timer {
    private static final class Shared {
        static final WheelTimer INSTANCE = new WheelTimer();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlierDeadline = lock.newCondition();
    private final Wheel wheel = new Wheel(RESOLUTION_NANOS, System.nanoTime());
    private long asleepUntil = Long.MAX_VALUE;
    private @Nullable Thread thread;

    private static volatile BiConsumer<String, Throwable> failureHandler =
            (what, failure) -> System.getLogger("dev.futurewire").log(System.Logger.Level.ERROR, what, failure);

    private WheelTimer() {}

    /**
     * Returns the shared timer of the process.
     *
     * @return the shared instance
     */
    public static WheelTimer shared() {
        return Shared.INSTANCE;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void set(Alarm alarm, long deadline) {
        lock.lock();
        try {
            wheel.set(alarm, deadline);
            if (thread == null) {
                Thread started = Threads.daemon("futurewire-timer", this::run);
                thread = started;
                started.start();
            } else if (asleepUntil == Long.MAX_VALUE || deadline - asleepUntil < 0) {
                earlierDeadline.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancel(Alarm alarm) {
        lock.lock();
        try {
            wheel.remove(alarm);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int pending() {
        lock.lock();
        try {
            return wheel.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the handler for failures on the timer's thread.
     *
     * @param handler receives a description and the failure; must not throw
     */
    public static void onFailure(BiConsumer<String, Throwable> handler) {
        failureHandler = handler;
    }

    private static void report(String what, Throwable failure) {
        try {
            failureHandler.accept(what, failure);
        } catch (Throwable again) {
            // The timer's thread must continue.
        }
    }

    private void run() {
        List<Alarm> due = new ArrayList<>();
        while (true) {
            try {
                awaitDue(due);
            } catch (Throwable noMemory) {
                report("the timer failed", noMemory);
                LockSupport.parkNanos(RESOLUTION_NANOS);
            }
            for (int i = 0; i < due.size(); i++) {
                try {
                    due.get(i).fire();
                } catch (Throwable unexpected) {
                    // A bug in the alarm; the timer's thread must continue.
                    report("an alarm failed on the timer's thread", unexpected);
                }
            }
            due.clear();
        }
    }

    private void awaitDue(List<Alarm> due) {
        lock.lock();
        try {
            while (true) {
                wheel.advance(System.nanoTime(), due);
                if (!due.isEmpty()) {
                    return;
                }
                asleepUntil = wheel.nextWakeUp();
                try {
                    if (asleepUntil == Long.MAX_VALUE) {
                        earlierDeadline.await();
                    } else {
                        earlierDeadline.await(asleepUntil - System.nanoTime(), TimeUnit.NANOSECONDS);
                    }
                } catch (InterruptedException ignored) {
                    // The timer's thread never ends.
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
