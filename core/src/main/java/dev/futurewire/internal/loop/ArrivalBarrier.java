package dev.futurewire.internal.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Delays tasks until the channel group has reported everything that had arrived when they were submitted.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>When a process was stopped, or its loop was busy, expired deadlines and input that arrived before them are found
 * at the same time. A task submitted to the group is one more event of its poller. The first task may be polled
 * together with events that are handled after it. A second task, submitted by the first, is polled only when those
 * events have been handled, and after everything that was ready before: epoll's ready list is first in, first out, and
 * a descriptor that stays ready moves to its end. So after two such tasks, everything that had arrived has been
 * reported.
 *
 * <p>One such round trip is in progress at a time. It covers all tasks that were submitted before it started; later
 * ones wait for the next.
 */
final class ArrivalBarrier {
    private final Executor group;
    private final Executor loop;
    private List<Runnable> waiting = new ArrayList<>();
    private boolean inProgress;

    /**
     * Creates a barrier.
     *
     * @param group runs tasks after the events that have been polled
     * @param loop runs the delayed tasks
     */
    ArrivalBarrier(Executor group, Executor loop) {
        this.group = group;
        this.loop = loop;
    }

    void await(Runnable task) {
        synchronized (this) {
            waiting.add(task);
            if (inProgress) {
                return;
            }
            inProgress = true;
        }
        start();
    }

    private void start() {
        List<Runnable> batch;
        synchronized (this) {
            batch = waiting;
            waiting = new ArrayList<>();
        }
        execute(() -> execute(() -> runBatch(batch)));
    }

    private void runBatch(List<Runnable> tasks) {
        boolean more;
        synchronized (this) {
            more = !waiting.isEmpty();
            inProgress = more;
        }
        if (more) {
            start();
        }
        tasks.forEach(loop::execute);
    }

    private void execute(Runnable next) {
        try {
            group.execute(next);
        } catch (RejectedExecutionException ended) {
            // The group has ended; nothing more arrives.
            next.run();
        }
    }
}
