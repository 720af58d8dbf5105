package dev.futurewire.internal.loop;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Timer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the turns of its channels one after the other, never one inside another.
 *
 * <p>A turn submitted on the loop's own thread runs at once if none is running, else when that one has ended; a turn
 * submitted elsewhere is queued and the loop's thread is woken for it.
 */
public abstract class Loop {
    private final ConcurrentLinkedQueue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicInteger channels = new AtomicInteger();
    private final Timer timer;

    /**
     * Creates the loop.
     *
     * @param timer the clock and timer of its channels
     */
    protected Loop(Timer timer) {
        this.timer = timer;
    }

    /**
     * The clock and timer of this loop's channels.
     *
     * @return the timer
     */
    public final Timer timer() {
        return timer;
    }

    /** A channel has joined this loop. */
    public final void channelOpened() {
        channels.incrementAndGet();
    }

    /** A channel of this loop is over. */
    public final void channelClosed() {
        if (channels.decrementAndGet() == 0) {
            emptied();
        }
    }

    /** This loop has no channels at the moment. */
    void emptied() {}

    /**
     * How many channels this loop has.
     *
     * @return a count
     */
    public final int channels() {
        return channels.get();
    }

    /**
     * Runs a turn on the loop's thread: soon, once.
     *
     * @param turn what to run; must not throw
     */
    public final void submit(Runnable turn) {
        if (!onLoop()) {
            ready.add(turn);
            wakeOnce();
        } else if (busy()) {
            ready.add(turn);
            if (!onLoop()) {
                // The loop was taken from this thread between the question and the answer.
                wakeOnce();
            }
        } else {
            runAll(turn);
        }
    }

    /**
     * Runs something on the loop's thread when what has arrived by now has been reported to the loop's channels: before a
     * deadline passes that waits for it. Any thread.
     *
     * <p>Here: soon. What is in memory is reported as it arrives.
     *
     * @param task what to run; must not throw
     */
    public void afterArrivals(Runnable task) {
        submit(task);
    }

    /** Runs what has been submitted. To be called on the loop's thread after {@link #wake()}. */
    protected final void drain() {
        woken.set(false);
        runAll(null);
    }

    /** As {@link #drain()}, where no thread of the loop's own can be had. */
    final void drainOutside() {
        woken.set(false);
        for (Runnable turn = ready.poll(); turn != null; turn = ready.poll()) {
            run(turn);
        }
    }

    /** Whatever a turn throws, the next one is run. */
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
                    // This thread blocked and another one has the loop now, and with it what is ready.
                    break;
                }
                turn = ready.poll();
            }
        } finally {
            busy(false);
        }
        released();
    }

    /** Wakes the loop's thread if there is something to run. */
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

    /** If there is no memory for that, the next submission wakes it. */
    private void wakeNow() {
        try {
            wake();
        } catch (Throwable failure) {
            woken.set(false);
            throw failure;
        }
    }

    /**
     * Whether the current thread is the one that works this loop.
     *
     * @return false also on a thread that the loop was taken from
     */
    public abstract boolean onLoop();

    /** Whether the current thread, which works the loop, is inside a turn. */
    abstract boolean busy();

    abstract void busy(boolean value);

    /** Arranges for {@link #drain()} to be called on the loop's thread. Any thread. */
    abstract void wake();

    /** One of the loop's threads, the current one, has come to its end. */
    void threadEnded(LoopThread thread, @Nullable Throwable cause) {}

    /** The current thread has left its outermost turn. */
    void released() {}

    /** Ends the loop: its threads end when its channels are closed. */
    public abstract void shutdown();
}
