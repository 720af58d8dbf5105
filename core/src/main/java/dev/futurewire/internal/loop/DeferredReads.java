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
 * Defers the reads of a loop's sockets to a moment when input is likely to be available.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A read that starts on the group's thread is attempted by the JDK at once, and registered with the poller only if
 * there was no input. A connection starts a read after answering the previous input, when there hardly ever is any: the
 * attempt fails, and the poller costs a system call for the registration (an epoll registration is good for one event)
 * and another round to report the event. But while other connections are served, the peer continues. So the read is
 * deferred to a task that the group runs after the events it has already polled. Under load the input has arrived by
 * then, and the poller is not needed.
 *
 * <p>The JDK attempts at most 16 reads and writes per event or task ({@code Invoker.maxHandlerInvokeCount}); further
 * ones wait for the poller. Each connection that is read takes two, one to read and one to answer: hence {@link
 * #READS_PER_TASK}. As many tasks are submitted as the waiting reads need, so the first read, for which the group has
 * to be woken, pays for many.
 *
 * <p>Under light load the input has not arrived yet, and the task was wasted. A task costs some three system calls; a
 * read that finds input saves about as much. So reads are deferred as long as there is at least one successful read per
 * task, counted over {@link #TASKS_SAMPLED} tasks. Otherwise the next {@link #IMMEDIATE_READS} reads start immediately.
 * The JDK then still attempts each of them at once, unless the program has set the system property {@code
 * sun.nio.ch.disableSynchronousRead}, with which no deferred read ever succeeds.
 *
 * <p>Only the thread that works the loop defers reads, and only outside user code, so that it cannot lose the loop
 * between the check and the read. Reads left behind when it does lose the loop, in the middle of a task, are scheduled
 * by its successor ({@link #scheduleRemaining}). The lock is needed nevertheless: once a loop has ended, its spares are
 * threads of the group as well.
 */
final class DeferredReads implements ReadSchedule {
    /** Maximum number of reads that a task starts. */
    static final int READS_PER_TASK = 7;

    /** Number of tasks after which it is decided whether to defer. */
    static final int TASKS_SAMPLED = 32;

    /** Number of reads that start immediately before deferring is tried again. */
    static final int IMMEDIATE_READS = 2048;

    private final BooleanSupplier inLibraryCode;
    private final @Nullable Executor group;
    private volatile @Nullable ByteBuffer shared;
    private volatile boolean lending;

    // The deferred reads, and their targets in the same order.
    private final ArrayDeque<Read> reads = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> targets = new ArrayDeque<>();

    /** Number of tasks submitted to the group that have not run yet. */
    private int tasks;

    private int sampledTasks;
    private int successfulReads;

    /** Number of further reads to start immediately. */
    private int immediateReads;

    /** Changes with every completed read. Threads other than the loop's may miscount. */
    private int completed;

    /**
     * Creates the schedule of a loop.
     *
     * @param inLibraryCode whether the current thread works the loop and cannot lose it
     * @param group runs tasks on the loop's thread, after the events that have been polled; null: reads are not
     *     deferred
     */
    DeferredReads(BooleanSupplier inLibraryCode, @Nullable Executor group) {
        this.inLibraryCode = inLibraryCode;
        this.group = group;
    }

    /** Sets the buffer shared by all sockets of the loop. Called before there are any sockets. */
    void share(ByteBuffer buffer) {
        shared = buffer;
        lending = true;
    }

    /** Ends sharing, since several threads may work the loop from now on: no further read uses the shared buffer. */
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
        Survival.survived("internal error in a connection, aborting it", failure);
        Survival.insist("a failed connection could not be aborted", end);
    }

    @Override
    public boolean defer(Read read, ByteBuffer target) {
        return group != null && inLibraryCode.getAsBoolean() && enqueue(group, read, target);
    }

    private synchronized boolean enqueue(Executor executor, Read read, ByteBuffer target) {
        if (immediateReads > 0) {
            immediateReads--;
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
                // A completion that the JDK does not report at once is a task of the group as well.
                group.execute(task);
                return;
            } catch (RejectedExecutionException ended) {
                // Nothing else will be reported.
            }
        }
        task.run();
    }

    /** Runs a task: starts the reads that have waited longest. Reads deferred meanwhile are left to another task. */
    private void run() {
        int count;
        synchronized (this) {
            tasks--;
            count = Math.min(READS_PER_TASK, reads.size());
        }
        int successes = 0;
        try {
            for (int i = 0; i < count && inLibraryCode.getAsBoolean(); i++) {
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
            // Reads remain if this task fails or its thread has lost the loop.
            scheduleRemaining();
        }
        recordTask(successes);
    }

    /** Submits another task if more reads wait than the submitted tasks will start. Any thread. */
    synchronized void scheduleRemaining() {
        if (group != null && reads.size() > tasks * READS_PER_TASK) {
            addTask(group);
        }
    }

    /** Submits a task. Returns false if the group has ended. */
    private boolean addTask(Executor executor) {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException ended) {
            return false;
        }
        tasks++;
        return true;
    }

    private synchronized void recordTask(int successes) {
        successfulReads += successes;
        sampledTasks++;
        if (sampledTasks == TASKS_SAMPLED) {
            immediateReads = successfulReads < sampledTasks ? IMMEDIATE_READS : 0;
            sampledTasks = 0;
            successfulReads = 0;
        }
    }
}
