package dev.futurewire.internal.loop;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Timer;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A loop on a thread of its own, for in-memory channels. There are no spares: a handler that blocks holds the loop.
 */
public final class MemoryLoop extends Loop {
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final LoopThread thread;
    private boolean ended;

    /**
     * Starts a loop.
     *
     * @param timer the clock and timer of its channels
     */
    public MemoryLoop(Timer timer) {
        super(timer);
        thread = new LoopThread(this::run, "futurewire-memory-loop");
        thread.loop = this;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!ended) {
            Runnable task;
            try {
                task = tasks.take();
            } catch (InterruptedException ignored) {
                continue;
            }
            try {
                task.run();
            } catch (Throwable failure) {
                Survival.survived("a task on a loop failed", failure);
            }
        }
    }

    @Override
    public boolean onLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    boolean busy() {
        return thread.busy;
    }

    @Override
    void busy(boolean value) {
        thread.busy = value;
    }

    @Override
    void wake() {
        tasks.add(this::drain);
    }

    @Override
    public void shutdown() {
        tasks.add(() -> ended = true);
    }
}
