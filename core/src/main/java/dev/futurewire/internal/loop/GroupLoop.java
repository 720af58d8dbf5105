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
 * A loop on an NIO.2 channel group: one thread works it, spares take over from it when user code blocks.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The group has a fixed number of threads. All but one are parked inside tasks that the group executes (the JDK's
 * groups implement {@link Executor}), so the JDK's events all go to the one left. When the {@link Watchdog} sees that the
 * same piece of user code has held that thread for {@link Watchdog#TAKE_OVER_NANOS}, it takes the loop from it and wakes a
 * spare, which returns from its task into the group's event loop and is the worker from then on: events that the blocked
 * thread had polled lie in the group's queue, turns that were ready in this loop's. The blocked thread finds out when the
 * user's code returns; it hands the rest of its channel's turn to the loop and parks as a spare before it goes back to
 * the group.
 *
 * <p>Where a group is no {@link Executor} (no JDK known), turns from outside run on a thread of their own and there are
 * no spares: correct, since a channel's turns exclude each other anyway, but a blocked handler then delays its loop. Turns
 * for the connections of a loop that has ended run on such threads, too.
 */
public final class GroupLoop extends Loop {
    /** Number of spare threads of a loop by default: 16, parked until needed. */
    public static final int DEFAULT_SPARES = 16;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final AsynchronousChannelGroup group;
    private final @Nullable Executor executor;
    private final Spares spares;
    private final Runnable drain = this::drain;
    private volatile @Nullable LoopThread worker;
    private volatile boolean ending;

    /** No thread is left to work the loop. */
    private volatile boolean deserted;

    private volatile @Nullable Consumer<? super Throwable> failed;
    private final DeferredReads reads;
    private final @Nullable Arrivals arrivals;

    /** What the watchdog knows. Only it uses these. */
    long watchedProgress = -1;

    @Nullable
    LoopThread watchedThread;

    long stuckSince;

    long progressSeen;

    private GroupLoop(boolean daemon, int size) throws IOException {
        super(WheelTimer.shared());
        String name = "futurewire-loop-" + NUMBER.getAndIncrement();
        spares = new Spares(size);
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
        reads = new DeferredReads(this::undisturbed, executor);
        arrivals = executor == null ? null : new Arrivals(executor, this::submit);
    }

    /**
     * Starts a loop.
     *
     * @param daemon whether the program may end while the loop runs
     * @param spares how many handlers may block at once before the loop stands still
     * @return the loop, its spares parked
     * @throws IOException if the operating system refuses the group
     */
    public static GroupLoop start(boolean daemon, int spares) throws IOException {
        GroupLoop loop = new GroupLoop(daemon, 1 + spares);
        Executor tasks = loop.executor;
        if (tasks == null) {
            loop.shutdown();
            return new GroupLoop(daemon, 1);
        }
        loop.parkSpares(tasks, spares);
        WheelTimer.whenFailed(Survival::survived);
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
     * The channel group, to open channels in.
     *
     * @return the group
     */
    public AsynchronousChannelGroup group() {
        return group;
    }

    /**
     * Lets the loop's connections wait with one buffer, if that is safe here. Before there is a connection.
     *
     * @return false if it is not: each has one of its own
     */
    public boolean shareReadBuffer() {
        ByteBuffer buffer = executor == null ? null : SharedReadBuffer.of(group);
        if (buffer != null) {
            reads.share(buffer);
        }
        return buffer != null;
    }

    /**
     * When the loop's sockets read.
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
     * Lets a spare take the loop over, unless the blocked thread has just come back.
     *
     * @return true if it did
     */
    boolean takeOver(LoopThread blocked) {
        LoopThread spare = spares.pop();
        if (spare == null) {
            return false;
        }
        if (!blocked.takeFrom()) {
            spares.push(spare);
            return false;
        }
        worker = spare;
        spare.becomeWorker();
        wakeIfReady();
        reads.handOn();
        return true;
    }

    @Override
    public boolean onLoop() {
        return Thread.currentThread() instanceof LoopThread thread && thread.loop == this && thread.works();
    }

    private boolean undisturbed() {
        return Thread.currentThread() instanceof LoopThread thread && thread.loop == this && thread.undisturbed();
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
        if (tasks == null || deserted) {
            drainElsewhere();
            return;
        }
        try {
            tasks.execute(drain);
        } catch (RejectedExecutionException ended) {
            // The server is shut down and its last connection closed; somebody still has something to do with it.
            drainElsewhere();
        }
    }

    private void drainElsewhere() {
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

    /** One thread works the loop for as long as it has channels: all goes on as before until then. */
    @Override
    public void shutdown() {
        ending = true;
        group.shutdown();
        if (channels() == 0) {
            emptied();
        }
    }

    @Override
    void emptied() {
        if (ending) {
            Watchdog.forget(this);
            reads.endSharing();
            releaseSpares();
        }
    }

    /**
     * Inside the JDK something has gone wrong: it ends a group's thread, and with it go the events that it had polled. Another
     * thread takes over, and closes what the loop serves: it is unknown which connections would wait for ever. The owner of
     * the loop makes another one.
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
        deserted = successor == null;
        if (successor != null) {
            successor.becomeWorker();
        }
        Throwable why = cause != null ? cause : new IllegalStateException("its poller failed");
        Survival.survived(
                "a loop has failed" + (wasWorker ? "" : " outside its turn")
                        + ": its connections are closed, another loop" + " takes its place",
                why);
        Consumer<? super Throwable> owner = failed;
        if (owner != null) {
            Survival.insist("a loop that failed could not be replaced", () -> owner.accept(why));
        }
        Survival.insist("the sockets of a loop that failed could not be closed", this::shutdownNow);
        Survival.insist("the turns of a loop that failed could not be run", this::wakeIfReady);
    }

    /** Closes all sockets of the loop. */
    private void shutdownNow() {
        ending = true;
        try {
            group.shutdownNow();
        } catch (IOException alreadyBroken) {
            // Whatever could be closed is.
        }
        if (channels() == 0) {
            emptied();
        }
    }

    /**
     * Says who owns the loop.
     *
     * @param owner receives the failure of the loop, on one of its threads; its sockets are closed next
     */
    public void whenFailed(Consumer<? super Throwable> owner) {
        failed = owner;
    }

    private void releaseSpares() {
        for (LoopThread spare = spares.pop(); spare != null; spare = spares.pop()) {
            spare.becomeWorker();
        }
    }
}
