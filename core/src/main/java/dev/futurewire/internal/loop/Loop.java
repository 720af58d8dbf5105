package dev.futurewire.internal.loop;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Timer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the turns of its channels one after the other, never nested.
 *
 * <p>A turn submitted on the loop's own thread runs immediately if none is running, otherwise after the current one. A
 * turn submitted by another thread is queued, and the loop's thread is woken.
 */
public abstract class Loop {
    private final ConcurrentLinkedQueue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicInteger channels = new AtomicInteger();
    private final Timer timer;

    /**
     * Creates a loop.
     *
     * @param timer the clock and timer of its channels
     */
    protected Loop(Timer timer) {
        this.timer = timer;
    }

    /**
     * Returns the clock and timer of this loop's channels.
     *
     * @return the timer
     */
    public final Timer timer() {
        return timer;
    }

    /** Registers a channel. */
    public final void channelOpened() {
        channels.incrementAndGet();
    }

    /** Unregisters a channel. */
    public final void channelClosed() {
        if (channels.decrementAndGet() == 0) {
            lastChannelClosed();
        }
    }

    /** Called when this loop has no more channels; others may follow. */
    void lastChannelClosed() {}

    /**
     * Returns the number of channels of this loop.
     *
     * @return the number of channels
     */
    public final int channels() {
        return channels.get();
    }

    /**
     * Runs a turn once, on the loop's thread.
     *
     * @param turn the turn; must not throw
     */
    public final void submit(Runnable turn) {
        if (!onLoop()) {
            ready.add(turn);
            wakeOnce();
        } else if (busy()) {
            ready.add(turn);
            if (!onLoop()) {
                // This thread has just lost the loop.
                wakeOnce();
            }
        } else {
            runAll(turn);
        }
    }

    /**
     * Runs a task on the loop's thread after everything that has arrived by now has been reported to the loop's
     * channels. A deadline waits for this before it expires. Any thread.
     *
     * <p>This implementation submits the task: data in memory is reported as it arrives.
     *
     * @param task the task; must not throw
     */
    public void afterArrivals(Runnable task) {
        submit(task);
    }

    /**
     * Runs a report of several events on the current thread. Turns that the events request on the loop's thread begin only
     * after the report: user code that blocks in such a turn loses the loop, and its thread returns much later.
     *
     * @param report reports the events
     */
    public final void report(Runnable report) {
        if (!onLoop() || busy()) {
            report.run();
            return;
        }
        busy(true);
        try {
            report.run();
        } finally {
            busy(false);
            runAll(null);
        }
    }

    /** Runs the submitted turns. Called on the loop's thread after {@link #wake()}. */
    protected final void drain() {
        woken.set(false);
        runAll(null);
    }

    /** Like {@link #drain()}, on a thread that does not belong to the loop. */
    final void drainOutside() {
        woken.set(false);
        for (Runnable turn = ready.poll(); turn != null; turn = ready.poll()) {
            run(turn);
        }
    }

    /** Runs a turn; logs what it throws, so that the next turn runs. */
    private static void run(Runnable turn) {
        try {
            turn.run();
        } catch (Throwable failure) {
            Survival.survived("a turn on a loop failed", failure);
        }
    }

    private void runAll(@Nullable Runnable first) {
        busy(true);
        try {
            Runnable turn = first != null ? first : ready.poll();
            while (turn != null) {
                run(turn);
                if (!onLoop()) {
                    // This thread has blocked; its successor runs the remaining turns.
                    break;
                }
                turn = ready.poll();
            }
        } finally {
            busy(false);
        }
        released();
    }

    /** Wakes the loop's thread if a turn is ready. */
    final void wakeIfReady() {
        if (!ready.isEmpty()) {
            woken.set(true);
            wakeNow();
        }
    }

    private void wakeOnce() {
        if (woken.compareAndSet(false, true)) {
            wakeNow();
        }
    }

    /** Wakes the loop's thread. If memory runs out, the next submission does. */
    private void wakeNow() {
        try {
            wake();
        } catch (Throwable failure) {
            woken.set(false);
            throw failure;
        }
    }

    /**
     * Whether the current thread works this loop.
     *
     * @return false also on a thread that has lost the loop
     */
    public abstract boolean onLoop();

    /** Whether the current thread, which works the loop, is inside a turn. */
    abstract boolean busy();

    abstract void busy(boolean value);

    /** Arranges for {@link #drain()} to be called on the loop's thread. Any thread. */
    abstract void wake();

    /** Called on a thread of the loop before it ends. */
    void threadEnded(LoopThread thread, @Nullable Throwable cause) {}

    /** Called when the current thread has left its outermost turn. */
    void released() {}

    /** Ends the loop. Its threads end when its channels are closed. */
    public abstract void shutdown();
}
