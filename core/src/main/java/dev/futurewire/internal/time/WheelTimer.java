package dev.futurewire.internal.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The timer of real time: a {@link Wheel} and one daemon thread, asleep until the next alarm is due. */
public final class WheelTimer implements Timer {
    private static final class Shared {
        static final WheelTimer INSTANCE = new WheelTimer();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();
    private final Wheel wheel = new Wheel(RESOLUTION_NANOS, System.nanoTime());
    private long asleepUntil = Long.MAX_VALUE;
    private @Nullable Thread thread;

    private static volatile BiConsumer<String, Throwable> failures =
            (what, failure) -> System.getLogger("dev.futurewire").log(System.Logger.Level.ERROR, what, failure);

    private WheelTimer() {}

    /**
     * The process's timer.
     *
     * @return the one instance
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
                earlier.signal();
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
     * Says who deals with what goes wrong on the timer's thread.
     *
     * @param handler receives what has failed and why; must not throw
     */
    public static void whenFailed(BiConsumer<String, Throwable> handler) {
        failures = handler;
    }

    private static void failed(String what, Throwable failure) {
        try {
            failures.accept(what, failure);
        } catch (Throwable again) {
            // The other deadlines must not die of it.
        }
    }

    private void run() {
        List<Alarm> due = new ArrayList<>();
        while (true) {
            try {
                awaitDue(due);
            } catch (Throwable noMemory) {
                failed("the timer failed", noMemory);
                LockSupport.parkNanos(RESOLUTION_NANOS);
            }
            for (int i = 0; i < due.size(); i++) {
                try {
                    due.get(i).fire();
                } catch (Throwable unexpected) {
                    // An alarm that throws is a bug of ours; the other deadlines must not die of it.
                    failed("an alarm failed on the timer's thread", unexpected);
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
                asleepUntil = wheel.nextLook();
                try {
                    if (asleepUntil == Long.MAX_VALUE) {
                        earlier.await();
                    } else {
                        earlier.await(asleepUntil - System.nanoTime(), TimeUnit.NANOSECONDS);
                    }
                } catch (InterruptedException ignored) {
                    // Nobody has a reason to interrupt the timer; it has none to end.
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
