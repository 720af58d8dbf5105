package dev.futurewire.internal.loop;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.transport.ReadSchedule;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins the reads of a loop's sockets when there is likely to be something to read.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>When a read begins on its group's thread the JDK tries at once whether there is something, and asks its poller only if
 * there was nothing. A connection begins a read when it has answered what had come, so at that moment there hardly ever is:
 * the attempt fails, and the poller costs a system call to be asked (epoll's registration is good for one event) and another
 * round to answer. But while other connections are served the peer goes on. So a read is put off to a task that the group runs
 * behind the events it has polled already: under load its input is there by then, and nobody has to be asked.
 *
 * <p>The JDK attempts no more than 16 reads and writes for each event or task ({@code Invoker.maxHandlerInvokeCount});
 * whatever comes then waits for the poller. A connection that is read takes two, one to read and one to answer: hence
 * {@link #READS_PER_TASK}. As many tasks are under way as the reads that wait need, so that one for which the group has to
 * be woken is the first of many.
 *
 * <p>Where there is little to do the input is not there yet, and the task was for nothing. It costs some three system
 * calls, a read that finds something saves about as much: so reads are put off as long as there is one such read for each
 * task, by the count of {@link #TASKS_JUDGED}, and if there is not, the next {@link #READS_AT_ONCE} begin where they are
 * wanted. The JDK then tries each of them at once all the same, unless the program has set its switch, the system property
 * {@code sun.nio.ch.disableSynchronousRead}, with which nothing is ever found here.
 *
 * <p>Only the thread that works the loop puts off, and outside of user code, so that it cannot lose the loop between asking
 * and doing. What it leaves when it does lose it, in the midst of a task, is handed on to its successor ({@link #handOn}).
 * Locked all the same: once a loop has ended, its spares are threads of the group as well.
 */
final class DeferredReads implements ReadSchedule {
    /** How many reads a task begins. */
    static final int READS_PER_TASK = 7;

    /** After so many tasks it is judged whether they pay. */
    static final int TASKS_JUDGED = 32;

    /** How many reads begin at once where tasks did not pay, before that is tried again. */
    static final int READS_AT_ONCE = 2048;

    private final BooleanSupplier undisturbed;
    private final @Nullable Executor group;
    private volatile @Nullable ByteBuffer shared;
    private volatile boolean lending;

    // What is put off: the reads, and in the same order where to.
    private final ArrayDeque<Read> reads = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> targets = new ArrayDeque<>();

    /** How many tasks the group has still to run. */
    private int tasks;

    private int judged;
    private int found;

    /** How many reads are to begin at once. */
    private int atOnce;

    /** A number that each read which has completed changes; others than the loop's thread may miscount it. */
    private int completed;

    /**
     * Creates the schedule of a loop.
     *
     * @param undisturbed whether the current thread works the loop and cannot lose it
     * @param group runs tasks on the loop's thread, behind the events that have been polled; null: nothing is put off
     */
    DeferredReads(BooleanSupplier undisturbed, @Nullable Executor group) {
        this.undisturbed = undisturbed;
        this.group = group;
    }

    /** All sockets of the loop wait with this buffer. Before there are any. */
    void share(ByteBuffer buffer) {
        shared = buffer;
        lending = true;
    }

    /** Several threads may work the loop from now on: no socket begins to wait with the shared buffer any more. */
    void endSharing() {
        lending = false;
    }

    @Override
    public boolean lends() {
        return lending;
    }

    @Override
    public @Nullable ByteBuffer shared() {
        return shared;
    }

    @Override
    public void readCompleted() {
        completed++;
    }

    @Override
    public void failed(Throwable failure, Runnable end) {
        Survival.survived("a connection failed inside, aborting", failure);
        Survival.insist("a connection that failed could not be ended", end);
    }

    @Override
    public boolean defer(Read read, ByteBuffer target) {
        return group != null && undisturbed.getAsBoolean() && putOff(group, read, target);
    }

    private synchronized boolean putOff(Executor executor, Read read, ByteBuffer target) {
        if (atOnce > 0) {
            atOnce--;
            return false;
        }
        if (reads.size() >= tasks * READS_PER_TASK && !addTask(executor)) {
            return false;
        }
        reads.addLast(read);
        targets.addLast(target);
        return true;
    }

    @Override
    public void behindCompletions(Runnable task) {
        if (group != null) {
            try {
                // A completion that the JDK does not report at once is a task of the group's, too.
                group.execute(task);
                return;
            } catch (RejectedExecutionException ended) {
                // Nothing else is going to be reported.
            }
        }
        task.run();
    }

    /** A task: begins the reads that have waited longest. Those that are put off meanwhile are for another one. */
    private void run() {
        int count;
        synchronized (this) {
            tasks--;
            count = Math.min(READS_PER_TASK, reads.size());
        }
        int successes = 0;
        try {
            for (int i = 0; i < count && undisturbed.getAsBoolean(); i++) {
                Read read;
                ByteBuffer target;
                synchronized (this) {
                    read = reads.pollFirst();
                    target = targets.pollFirst();
                }
                if (read == null || target == null) {
                    break;
                }
                int before = completed;
                read.begin(target);
                if (completed != before) {
                    successes++;
                }
            }
        } finally {
            // What a task leaves that fails, or whose thread does not work the loop.
            handOn();
        }
        judge(successes);
    }

    /** One more task if reads wait for which none is under way: this one, or this thread, is not going to begin them. Any thread. */
    synchronized void handOn() {
        if (group != null && reads.size() > tasks * READS_PER_TASK) {
            addTask(group);
        }
    }

    /** False if the group has ended, and with it all that was to be read. */
    private boolean addTask(Executor executor) {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException ended) {
            return false;
        }
        tasks++;
        return true;
    }

    private synchronized void judge(int successes) {
        found += successes;
        judged++;
        if (judged == TASKS_JUDGED) {
            atOnce = found < judged ? READS_AT_ONCE : 0;
            judged = 0;
            found = 0;
        }
    }
}
