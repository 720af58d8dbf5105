package dev.futurewire.internal.channel;

import dev.futurewire.AsyncChannel;
import dev.futurewire.BlockingHandler;
import dev.futurewire.internal.future.BlockingCall;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.time.Threads;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a blocking handler on its thread. Interrupts that thread once, and only while it runs the handler, when the connection
 * ends or breaks or the handler's lifetime expires.
 *
 * <p>The interrupt follows the turn in which the connection ends. Pending operations have failed by then, so a handler that
 * waits for one of them sees that failure. If the handler fails because of the interrupt, its stage fails with the
 * connection's failure instead.
 */
public final class BlockingHandlerTask implements Runnable {
    /** Maximum number of causes to examine; bounds the search in a circular chain. */
    private static final int MAX_CAUSES = 20;

    private static final ConcurrentHashMap<StreamChannel, BlockingHandlerTask> RUNNING = new ConcurrentHashMap<>();

    private final BlockingHandler handler;
    private final AsyncChannel channel;
    private final BlockingCall end;
    private final CountDownLatch finished = new CountDownLatch(1);

    /** The thread that runs the handler; null before and after. Guarded by this. */
    private @Nullable Thread thread;

    /** Whether the handler must stop. Guarded by this. */
    private boolean interruptRequested;

    /**
     * Creates a task.
     *
     * @param handler the handler to run
     * @param channel its connection
     */
    public BlockingHandlerTask(BlockingHandler handler, AsyncChannel channel) {
        this.handler = handler;
        this.channel = channel;
        end = new BlockingCall(channel instanceof FutureContext context ? context : null);
        if (channel instanceof StreamChannel known) {
            RUNNING.put(known, this);
            if (known.ended()) {
                interrupt();
            }
        } else {
            channel.closed().whenComplete((reason, ignored) -> interrupt());
        }
    }

    /**
     * Returns the handler's stage.
     *
     * @return completes when the handler returns or throws
     */
    public CompletionStage<Void> end() {
        return end;
    }

    @Override
    public void run() {
        attach();
        end.attach();
        Throwable failure = null;
        try {
            handler.handle(channel);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        end.detach();
        boolean interrupted = detach();
        try {
            finish(failure, interrupted);
        } finally {
            finished.countDown();
        }
    }

    /**
     * Fails the handler's stage because no thread could be started.
     *
     * @param failure the cause
     */
    public void refuse(Throwable failure) {
        detach();
        finished.countDown();
        end.fail(failure);
    }

    private synchronized void attach() {
        Threads.resetLoader();
        thread = Thread.currentThread();
        if (interruptRequested) {
            thread.interrupt();
        }
    }

    /** Prevents further interrupts; returns whether one was requested. */
    private boolean detach() {
        boolean interrupted;
        synchronized (this) {
            thread = null;
            interrupted = interruptRequested;
        }
        if (channel instanceof StreamChannel known) {
            RUNNING.remove(known, this);
        }
        return interrupted;
    }

    private void finish(@Nullable Throwable failure, boolean interrupted) {
        // Stages that depend on this one run here and must not see the interrupt.
        boolean ignored = Thread.interrupted();
        if (failure == null) {
            end.finish();
        } else if (interrupted && channel instanceof StreamChannel known && causedByInterrupt(failure)) {
            end.fail(known.closeFailure());
        } else {
            end.fail(failure);
        }
    }

    private static boolean causedByInterrupt(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private synchronized void interrupt() {
        if (!interruptRequested) {
            interruptRequested = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Interrupts the handler of a connection that has ended, broken or expired, if a blocking handler is running. In a turn. */
    static void interruptHandler(StreamChannel channel) {
        BlockingHandlerTask known = RUNNING.get(channel);
        if (known != null) {
            channel.loop().submit(known::interrupt);
        }
    }

    /**
     * Waits until an owner's blocking handlers have finished, except one that runs on the calling thread.
     *
     * @param owner the owner of the connections
     * @param nanos the maximum time to wait
     */
    public static void awaitEnd(ChannelOwner owner, long nanos) {
        long until = System.nanoTime() + nanos;
        try {
            for (BlockingHandlerTask each : Set.copyOf(RUNNING.values())) {
                if (each.channel instanceof StreamChannel known
                        && known.channelOwner() == owner
                        && !each.isCurrentThread()) {
                    if (!each.finished.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isCurrentThread() {
        return thread == Thread.currentThread();
    }
}
