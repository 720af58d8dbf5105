package dev.futurewire.compose;

import dev.futurewire.support.Await;
import java.util.concurrent.Executor;

/** Runs the task that it has been given on another, spinning thread when a test says so. */
final class OtherThread implements Executor {
    private volatile Runnable task;
    private volatile boolean go;
    private volatile boolean ended;
    private final Thread thread = new Thread(this::work, "other-thread");

    OtherThread() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable given) {
        task = given;
    }

    private void work() {
        int spins = 0;
        while (!ended) {
            if (!go) {
                if (++spins > 10_000) {
                    Thread.yield();
                }
                Thread.onSpinWait();
                continue;
            }
            spins = 0;
            task.run();
            task = null;
            go = false;
        }
    }

    /** Lets the task run. */
    void go() {
        go = true;
    }

    /** Waits until it has run. */
    void finish() {
        Await.quickly("the task has run", () -> !go);
    }

    void end() throws InterruptedException {
        ended = true;
        thread.join();
    }
}
