package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.Timer;
import org.jspecify.annotations.Nullable;

/** A loop that runs only while a test says so, on the test's thread: every interleaving is the test's own. */
public final class ManualLoop extends Loop {
    private @Nullable Thread driver;
    private boolean busy;
    private volatile boolean pending;

    /**
     * Creates the loop.
     *
     * @param timer the clock and timer of its channels
     */
    public ManualLoop(Timer timer) {
        super(timer);
    }

    /**
     * Runs everything that is ready, and what becomes ready by that, on the current thread.
     *
     * @return whether anything ran
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
        // Nothing runs by itself.
    }
}
