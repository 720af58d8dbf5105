package dev.futurewire.internal.loop;

import dev.futurewire.internal.time.VirtualTimer;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a simulation. It works on the thread that has started it, and only while that thread {@linkplain #drive drives} it.
 * At other times the thread counts as one outside the loop: what it asks for is queued.
 *
 * <p>No watchdog looks at this loop: user code that blocks holds it.
 */
public final class VirtualLoop extends Loop {
    private final Thread thread = Thread.currentThread();
    private final VirtualTimer virtualTimer;
    private final Random random;

    /** Tasks that run when nothing else can. */
    private final ConcurrentLinkedQueue<Runnable> afterArrivals = new ConcurrentLinkedQueue<>();

    private volatile boolean woken;
    private volatile boolean ended;

    /** Whether the thread is inside {@link #drive}. For this thread. */
    private boolean driven;

    /** Whether a turn is running. For this thread. */
    private boolean busy;

    private VirtualLoop(VirtualTimer timer, Random random) {
        super(timer);
        virtualTimer = timer;
        this.random = random;
    }

    /**
     * Starts a loop on the current thread, which stands in for a loop thread until {@link #shutdown()}.
     *
     * @param timer the clock and timer of its channels
     * @param random the source of everything random in the simulation
     * @return the loop
     * @throws IllegalStateException if this is a thread of another loop
     */
    public static VirtualLoop start(VirtualTimer timer, Random random) {
        if (LoopThread.current() != null) {
            throw new IllegalStateException("the current thread works a loop already");
        }
        VirtualLoop loop = new VirtualLoop(timer, random);
        LoopThread.standIn(loop);
        return loop;
    }

    /**
     * Returns the loop of the simulation that the current thread belongs to.
     *
     * @return the loop, inside and outside its turns; null on other threads
     */
    public static @Nullable VirtualLoop current() {
        LoopThread state = LoopThread.current();
        return state != null && state.loop instanceof VirtualLoop loop ? loop : null;
    }

    /**
     * Returns the source of everything random in the simulation.
     *
     * @return a generator with a known seed
     */
    public Random random() {
        return random;
    }

    /**
     * Returns the timer as one that can be moved.
     *
     * @return the timer
     */
    public VirtualTimer virtualTimer() {
        return virtualTimer;
    }

    /**
     * Runs a task that drives this loop. On the loop's thread.
     *
     * @param task calls the other methods of this class
     */
    public void drive(Runnable task) {
        driven = true;
        try {
            task.run();
        } finally {
            driven = false;
        }
    }

    /**
     * Returns whether the current thread is the loop's and drives it.
     *
     * @return false on other threads and between two calls of {@link #drive}
     */
    public boolean isDriven() {
        return Thread.currentThread() == thread && driven;
    }

    /**
     * Runs the submitted turns, and those that they submit. While the loop is driven.
     *
     * @return whether any ran
     */
    public boolean runReady() {
        if (!woken) {
            return false;
        }
        woken = false;
        drain();
        return true;
    }

    /**
     * Runs one task that has waited for arrivals. While the loop is driven, when nothing else can run.
     *
     * @return whether there was one
     */
    public boolean runAfterArrivals() {
        Runnable task = afterArrivals.poll();
        if (task == null) {
            return false;
        }
        submit(task);
        return true;
    }

    /** Queues the task: {@link #runAfterArrivals} runs it. */
    @Override
    public void afterArrivals(Runnable task) {
        afterArrivals.add(task);
    }

    @Override
    public boolean onLoop() {
        return isDriven();
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
        if (ended) {
            drainOutside();
        } else {
            woken = true;
        }
    }

    /** Ends the loop. On its thread. Turns that are submitted later run on the threads that submit them. */
    @Override
    public void shutdown() {
        ended = true;
        LoopThread.standDown();
    }
}
