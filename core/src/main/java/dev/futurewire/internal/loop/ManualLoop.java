package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A loop that runs only when a test calls {@link #runUntilIdle}, on the thread of the test, which thus controls every
 * interleaving.
 */
public final class ManualLoop extends Loop {
    private @Nullable Thread driver;
    private boolean busy;
    private volatile boolean pending;

    /**
     * Creates a loop.
     *
     * @param timer the clock and timer of its channels
     */
    public ManualLoop(Timer timer) {
        super(timer);
    }

    /**
     * Runs all ready turns, and those they submit, on the current thread.
     *
     * @return whether any ran
     */
    public boolean runUntilIdle() {
        boolean ran = false;
        while (pending) {
            pending = false;
            driver = Thread.currentThread();
            try {
                drain();
            } finally {
                driver = null;
            }
            ran = true;
        }
        return ran;
    }

    @Override
    public boolean onLoop() {
        return Thread.currentThread() == driver;
    }

    @Override
    boolean busy() {
        return busy;
    }

    @Override
    void busy(boolean value) {
        busy = value;
    }

    @Override
    void wake() {
        pending = true;
    }

    @Override
    public void shutdown() {
        // There is no thread to end.
    }
}
