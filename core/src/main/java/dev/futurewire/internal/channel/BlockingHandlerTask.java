package dev.futurewire.internal.channel;

import dev.futurewire.AsyncChannel;
import dev.futurewire.BlockingHandler;
import dev.futurewire.internal.time.Threads;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A handler in direct style on its thread. The thread is interrupted, once, when the connection has ended or broken or the
 * handler's time is over, and only while it runs the handler.
 *
 * <p>The interrupt follows the turn in which the connection ends: operations that wait have failed by then, so that a handler
 * that waits for one of them finds that failure. What fails because of the interrupt has the connection's failure as its
 * cause, which is what the handler's stage ends with.
 */
public final class BlockingHandlerTask implements Runnable {
    /** How many causes are looked at: more than any chain has that is not circular. */
    private static final int MOST_CAUSES = 20;

    private static final ConcurrentHashMap<StreamChannel, BlockingHandlerTask> RUNNING = new ConcurrentHashMap<>();

    private final BlockingHandler handler;
    private final AsyncChannel channel;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CountDownLatch left = new CountDownLatch(1);

    /** What runs the handler now; null before and after. Guarded by this. */
    private @Nullable Thread thread;

    /** The handler is not to go on. Guarded by this. */
    private boolean over;

    /**
     * A conversation that is to be run.
     *
     * @param handler what to run
     * @param channel its connection
     */
    public BlockingHandlerTask(BlockingHandler handler, AsyncChannel channel) {
        this.handler = handler;
        this.channel = channel;
        if (channel instanceof StreamChannel known) {
            RUNNING.put(known, this);
            if (known.over()) {
                interrupt();
            }
        } else {
            channel.closed().whenComplete((reason, never) -> interrupt());
        }
    }

    /**
     * How the handler ends.
     *
     * @return ends when the handler does
     */
    public CompletionStage<Void> end() {
        return end;
    }

    @Override
    public void run() {
        begin();
        Throwable failure = null;
        try {
            handler.handle(channel);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        boolean cut = leave();
        try {
            finish(failure, cut);
        } finally {
            left.countDown();
        }
    }

    /** No thread could be had. */
    public void refuse(Throwable failure) {
        leave();
        left.countDown();
        end.completeExceptionally(failure);
    }

    private synchronized void begin() {
        Threads.resetLoader();
        thread = Thread.currentThread();
        if (over) {
            thread.interrupt();
        }
    }

    /** From now on the thread is not interrupted. Whether it was. */
    private boolean leave() {
        boolean cut;
        synchronized (this) {
            thread = null;
            cut = over;
        }
        if (channel instanceof StreamChannel known) {
            RUNNING.remove(known, this);
        }
        return cut;
    }

    @SuppressWarnings("NullAway") // null is the only value of a Void
    private void finish(@Nullable Throwable failure, boolean cut) {
        // What is attached to the stage is not meant.
        boolean ignored = Thread.interrupted();
        if (failure == null) {
            end.complete(null);
        } else if (cut && channel instanceof StreamChannel known && interrupted(failure)) {
            end.completeExceptionally(known.whyOver());
        } else {
            end.completeExceptionally(failure);
        }
    }

    private static boolean interrupted(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
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
        if (!over) {
            over = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** A connection has ended or broken, or its handler's time is over: its thread, if it has one, is interrupted. In a turn. */
    static void over(StreamChannel channel) {
        BlockingHandlerTask known = RUNNING.get(channel);
        if (known != null) {
            channel.loop().submit(known::interrupt);
        }
    }

    /**
     * Waits until the handlers of a host have left their threads, the calling one excepted.
     *
     * @param host whose connections
     * @param nanos how long at most
     */
    public static void awaitEnd(ChannelOwner host, long nanos) {
        long until = System.nanoTime() + nanos;
        try {
            for (BlockingHandlerTask each : Set.copyOf(RUNNING.values())) {
                if (each.channel instanceof StreamChannel known && known.host() == host && !each.isHere()) {
                    if (!each.left.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isHere() {
        return thread == Thread.currentThread();
    }
}
