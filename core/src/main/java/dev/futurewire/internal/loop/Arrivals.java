package dev.futurewire.internal.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tasks that wait until a channel group has reported what had arrived when they came.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A process that was stopped, or whose loop was busy, finds deadlines that have passed and input that came before them, both
 * at once. A task of the group is an event of its poller among the others. The first one may be polled together with events
 * that are handled behind it; the second is polled only when those have been handled, and behind everything that was ready
 * before (epoll's list of what is ready is first in, first out, and a descriptor that stays ready goes to its end). So after
 * two tasks, one submitted by the other, what had arrived has been reported.
 *
 * <p>One such trip is under way at a time and takes all who had come before it began; who comes meanwhile waits for the next.
 */
final class Arrivals {
    private final Executor group;
    private final Executor loop;
    private List<Runnable> waiting = new ArrayList<>();
    private boolean underWay;

    /**
     * Creates it.
     *
     * @param group runs tasks behind the events that have been polled
     * @param loop runs what has waited
     */
    Arrivals(Executor group, Executor loop) {
        this.group = group;
        this.loop = loop;
    }

    void await(Runnable task) {
        synchronized (this) {
            waiting.add(task);
            if (underWay) {
                return;
            }
            underWay = true;
        }
        begin();
    }

    private void begin() {
        List<Runnable> travelling;
        synchronized (this) {
            travelling = waiting;
            waiting = new ArrayList<>();
        }
        hop(() -> hop(() -> arrived(travelling)));
    }

    private void arrived(List<Runnable> tasks) {
        boolean more;
        synchronized (this) {
            more = !waiting.isEmpty();
            underWay = more;
        }
        if (more) {
            begin();
        }
        tasks.forEach(loop::execute);
    }

    private void hop(Runnable next) {
        try {
            group.execute(next);
        } catch (RejectedExecutionException ended) {
            // Nothing arrives any more.
            next.run();
        }
    }
}
