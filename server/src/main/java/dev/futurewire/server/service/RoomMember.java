package dev.futurewire.server.service;

import dev.futurewire.AsyncChannel;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.observe.LogLimiter;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A client of a room. The lines that wait for it are limited, and their senders never wait. */
final class RoomMember {
    /**
     * The maximum number of bytes that wait for a client beyond its channel's high-water mark; with more it is too slow: 256
     * KiB.
     */
    static final int MAX_WAITING_BYTES = 256 * 1024;

    private static final System.Logger LOGGER = System.getLogger(RoomMember.class.getName());

    private final AsyncChannel channel;
    private final SlowConsumers policy;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Bytes written and not yet accepted. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** The number of lines missed since the client last caught up. */
    private final AtomicLong missed = new AtomicLong();

    RoomMember(AsyncChannel channel, SlowConsumers policy) {
        this.channel = channel;
        this.policy = policy;
    }

    /** Completes when the client leaves; fails when its connection is to be closed. */
    CompletableFuture<Void> end() {
        return end;
    }

    void leave() {
        end.complete(null);
    }

    void fail(Throwable failure) {
        end.completeExceptionally(failure);
    }

    /** Sends a line to the client. May be called on any thread. */
    void send(byte[] line) {
        if (waiting.get() > MAX_WAITING_BYTES) {
            tooSlow();
            return;
        }
        CompletableFuture<Void> accepted = channel.write(line);
        if (accepted.isDone()) {
            refused(accepted);
            caughtUp();
            return;
        }
        waiting.addAndGet(line.length);
        accepted.whenComplete((done, failure) -> {
            if (waiting.addAndGet(-line.length) == 0) {
                caughtUp();
            }
        });
    }

    private void refused(CompletableFuture<Void> write) {
        if (write.isCompletedExceptionally()) {
            // Either the connection is closing, and its reader gets the reason; or all connections together buffer too
            // much.
            write.exceptionally(failure -> {
                if (failure instanceof WriteQueueFullException) {
                    tooSlow();
                }
                return null;
            });
        }
    }

    private void tooSlow() {
        if (policy == SlowConsumers.DISCONNECT) {
            fail(new WriteQueueFullException(waiting.get(), MAX_WAITING_BYTES));
        } else if (missed.getAndIncrement() == 0) {
            LogLimiter.shared()
                    .log(
                            LOGGER,
                            Level.WARNING,
                            "times that a connection read its lines too slowly",
                            () -> "connection " + channel.id() + " reads its lines too slowly and misses some");
        }
    }

    private void caughtUp() {
        if (missed.get() > 0) {
            long lines = missed.getAndSet(0);
            if (lines > 0) {
                LogLimiter.shared()
                        .log(
                                LOGGER,
                                Level.INFO,
                                "times that a connection had missed lines",
                                () -> "connection " + channel.id() + " has missed " + lines + " lines");
            }
        }
    }

    /** Called when the connection has ended. */
    void left() {
        caughtUp();
    }
}
