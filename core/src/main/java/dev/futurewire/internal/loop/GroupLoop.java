package dev.futurewire.internal.loop;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Threads;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.ReadSchedule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop on an NIO.2 channel group. One thread works it; a spare takes over when user code blocks.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The group has a fixed number of threads. All but one are parked inside tasks that the group executes (the JDK's
 * groups implement {@link Executor}), so all events of the JDK are handled by the remaining thread. When the {@link
 * Watchdog} finds that the same call of user code has held that thread for {@link Watchdog#TAKE_OVER_NANOS}, it takes
 * the loop from the thread and wakes a spare. The spare returns from its task into the group's event loop and is the
 * worker from then on: events polled by the blocked thread are in the group's queue, ready turns in the queue of this
 * loop. The blocked thread notices when the user code returns. It leaves the rest of its channel's turn to the loop and
 * parks as a spare before it returns to the group.
 *
 * <p>If a group is not an {@link Executor} (no known JDK), turns submitted by other threads run on a new thread and
 * there are no spares. This is correct, since the turns of a channel exclude each other anyway, but a blocked handler
 * then delays its loop. Turns for connections of a loop that has ended also run on new threads.
 */
public final class GroupLoop extends Loop {
    /** Default number of spare threads of a loop: 16, parked until needed. */
    public static final int DEFAULT_SPARES = 16;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final AsynchronousChannelGroup group;
    private final @Nullable Executor executor;
    private final SpareThreads spares;
    private final Runnable drain = this::drain;
    private volatile @Nullable LoopThread worker;
    private volatile boolean ending;

    /** No thread is left to work the loop. */
    private volatile boolean noThreadLeft;

    private volatile @Nullable Consumer<? super Throwable> failureHandler;
    private final DeferredReads reads;
    private final @Nullable ArrivalBarrier arrivals;

    /** State of the watchdog, used only by its thread. */
    long watchedProgress = -1;

    @Nullable
    LoopThread watchedThread;

    long stuckSince;

    long progressSeen;

    private GroupLoop(boolean daemon, int size) throws IOException {
        super(WheelTimer.shared());
        String name = "futurewire-loop-" + NUMBER.getAndIncrement();
        spares = new SpareThreads(size);
        AtomicInteger threads = new AtomicInteger();
        group = AsynchronousChannelGroup.withFixedThreadPool(size, task -> {
            int n = threads.getAndIncrement();
            LoopThread thread = Threads.make(() -> new LoopThread(task, n == 0 ? name : name + "-spare-" + n));
            thread.loop = this;
            thread.setDaemon(daemon);
            LoopThread dying = LoopThread.current();
            if (dying != null && dying.loop == this) {
                dying.replacement = thread;
            }
            return thread;
        });
        executor = group instanceof Executor e ? e : null;
        reads = new DeferredReads(this::inLibraryCode, executor);
        arrivals = executor == null ? null : new ArrivalBarrier(executor, this::submit);
    }

    /**
     * Starts a loop.
     *
     * @param daemon whether the program may exit while the loop runs
     * @param spares how many handlers may block at the same time before the loop stalls
     * @return the loop, its spares parked
     * @throws IOException if the operating system rejects the group
     */
    public static GroupLoop start(boolean daemon, int spares) throws IOException {
        GroupLoop loop = new GroupLoop(daemon, 1 + spares);
        Executor tasks = loop.executor;
        if (tasks == null) {
            loop.shutdown();
            return new GroupLoop(daemon, 1);
        }
        loop.parkSpares(tasks, spares);
        WheelTimer.onFailure(Survival::survived);
        Watchdog.watch(loop);
        return loop;
    }

    private void parkSpares(Executor tasks, int count) {
        CountDownLatch parked = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            tasks.execute(() -> {
                if (Thread.currentThread() instanceof LoopThread thread) {
                    thread.becomeSpare();
                    spares.push(thread);
                    parked.countDown();
                    thread.parkWhileSpare();
                }
            });
        }
        awaitUninterruptibly(parked);
        CountDownLatch found = new CountDownLatch(1);
        tasks.execute(() -> {
            worker = LoopThread.current();
            found.countDown();
        });
        awaitUninterruptibly(found);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns the channel group to open channels in.
     *
     * @return the group
     */
    public AsynchronousChannelGroup group() {
        return group;
    }

    /**
     * Shares one read buffer among the loop's idle connections, if that is safe. Called before there is a connection.
     *
     * @return false if it is not safe; each connection then has its own buffer
     */
    public boolean shareReadBuffer() {
        ByteBuffer buffer = executor == null ? null : SharedReadBuffer.createIfSafe(group);
        if (buffer != null) {
            reads.share(buffer);
        }
        return buffer != null;
    }

    /**
     * Returns the schedule for the reads of the loop's sockets.
     *
     * @return the schedule
     */
    public ReadSchedule reads() {
        return reads;
    }

    @Nullable
    LoopThread worker() {
        return worker;
    }

    boolean ending() {
        return ending;
    }

    /**
     * Lets a spare take over the loop, unless the blocked thread has just returned from user code.
     *
     * @return true if a spare took over
     */
    boolean takeOver(LoopThread blocked) {
        LoopThread spare = spares.pop();
        if (spare == null) {
            return false;
        }
        if (!blocked.tryTakeLoop()) {
            spares.push(spare);
            return false;
        }
        worker = spare;
        spare.becomeWorker();
        wakeIfReady();
        reads.scheduleRemaining();
        return true;
    }

    @Override
    public boolean onLoop() {
        return Thread.currentThread() instanceof LoopThread thread && thread.loop == this && thread.works();
    }

    private boolean inLibraryCode() {
        return Thread.currentThread() instanceof LoopThread thread && thread.loop == this && thread.inLibraryCode();
    }

    @Override
    public void afterArrivals(Runnable task) {
        if (arrivals == null) {
            submit(task);
        } else {
            arrivals.await(task);
        }
    }

    @Override
    boolean busy() {
        return Thread.currentThread() instanceof LoopThread thread && thread.busy;
    }

    @Override
    void busy(boolean value) {
        if (Thread.currentThread() instanceof LoopThread thread) {
            thread.busy = value;
        }
    }

    @Override
    void wake() {
        Executor tasks = executor;
        if (tasks == null || noThreadLeft) {
            drainOnOtherThread();
            return;
        }
        try {
            tasks.execute(drain);
        } catch (RejectedExecutionException ended) {
            // The loop has ended, but one of its closed connections still has a turn to run.
            drainOnOtherThread();
        }
    }

    private void drainOnOtherThread() {
        Threads.daemon("futurewire-loop-outside", this::drainOutside).start();
    }

    @Override
    void released() {
        if (Thread.currentThread() instanceof LoopThread thread && thread.lost()) {
            thread.becomeSpare();
            spares.push(thread);
            if (ending && channels() == 0) {
                releaseSpares();
            }
            thread.parkWhileSpare();
        }
    }

    /** Ends the loop. A thread works it as long as it has channels. */
    @Override
    public void shutdown() {
        ending = true;
        group.shutdown();
        if (channels() == 0) {
            lastChannelClosed();
        }
    }

    @Override
    void lastChannelClosed() {
        if (ending) {
            Watchdog.forget(this);
            reads.endSharing();
            releaseSpares();
        }
    }

    /**
     * Handles an internal failure of the JDK that has ended a thread of the group and lost the events it had polled.
     * Another thread takes over and closes the connections of the loop, since some of them would wait forever. The
     * owner of the loop replaces it.
     */
    @Override
    void threadEnded(LoopThread thread, @Nullable Throwable cause) {
        if (ending || group.isShutdown()) {
            if (cause != null) {
                Survival.survived("a thread of an ending loop failed", cause);
            }
            return;
        }
        LoopThread started = thread.replacement;
        LoopThread successor = started != null && started.isAlive() ? started : spares.pop();
        boolean wasWorker = thread.equals(worker);
        thread.becomeLost();
        worker = successor;
        noThreadLeft = successor == null;
        if (successor != null) {
            successor.becomeWorker();
        }
        Throwable why = cause != null ? cause : new IllegalStateException("its poller failed");
        Survival.survived(
                "a loop has failed" + (wasWorker ? "" : " outside its turn")
                        + ": its connections are closed and another loop replaces it",
                why);
        Consumer<? super Throwable> owner = failureHandler;
        if (owner != null) {
            Survival.insist("a failed loop could not be replaced", () -> owner.accept(why));
        }
        Survival.insist("the sockets of a failed loop could not be closed", this::shutdownNow);
        Survival.insist("the turns of a failed loop could not be run", this::wakeIfReady);
    }

    /** Closes all sockets of the loop. */
    private void shutdownNow() {
        ending = true;
        try {
            group.shutdownNow();
        } catch (IOException alreadyBroken) {
            // Everything that could be closed is closed.
        }
        if (channels() == 0) {
            lastChannelClosed();
        }
    }

    /**
     * Sets the handler for the failure of the loop.
     *
     * @param owner receives the failure, on one of the loop's threads, before the sockets are closed
     */
    public void onFailure(Consumer<? super Throwable> owner) {
        failureHandler = owner;
    }

    private void releaseSpares() {
        for (LoopThread spare = spares.pop(); spare != null; spare = spares.pop()) {
            spare.becomeWorker();
        }
    }
}
