package dev.futurewire.server.service;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.UpstreamException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Joins two connections: each sends what the other receives, in both directions concurrently.
 *
 * <p>Each direction reads available bytes and waits until they are written, so a slow reader slows down the sender, and at most
 * one read and a write queue up to its high-water mark are buffered. When one side half-closes, the other side's output is
 * half-closed too, and the opposite direction continues. Forwarding ends when both directions have ended.
 *
 * <p>If reading from one side fails, forwarding ends. If only writing fails, data that this side has sent before is still
 * delivered to the other one.
 */
final class Forwarding {
    /** The maximum number of bytes per read: 64 KiB. */
    static final int CHUNK = 64 * 1024;

    private final AsyncChannel client;
    private final AsyncChannel upstream;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicInteger directions = new AtomicInteger(2);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Forwarding(AsyncChannel client, AsyncChannel upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /**
     * Starts forwarding. *
     * @return completes when both directions have ended; fails with {@link UpstreamException} if the upstream's connection
     *     broke, or else with the failure of the client's connection. The upstream's connection is closed then; the caller
     *     closes the client's
     */
    CompletableFuture<Void> begin() {
        // Covers every way in which the client's connection ends, even if no read is pending.
        client.closed().thenRun(upstream::abort);
        new Direction(client, upstream).begin();
        new Direction(upstream, client).begin();
        return end;
    }

    private void ended(Direction direction, @Nullable Throwable thrown) {
        if (thrown != null) {
            failure.compareAndSet(null, direction.explain(thrown));
        }
        if (directions.decrementAndGet() > 0 && (thrown == null || !direction.reading)) {
            return;
        }
        Throwable first = failure.get();
        if (first == null) {
            upstream.close();
            end.complete(null);
        } else {
            upstream.abort();
            end.completeExceptionally(first);
        }
    }

    /** One direction. Its steps are sequential. */
    private final class Direction {
        private final AsyncChannel from;
        private final AsyncChannel to;

        /** Whether it is waiting for the sender, rather than for the receiver. */
        private boolean reading;

        Direction(AsyncChannel from, AsyncChannel to) {
            this.from = from;
            this.to = to;
        }

        void begin() {
            Futures.repeatWhile(this::pass)
                    .thenCompose(ended -> to.shutdownOutput())
                    .whenComplete((done, thrown) -> ended(this, thrown));
        }

        private CompletableFuture<Boolean> pass() {
            reading = true;
            return from.read(CHUNK).thenCompose(bytes -> {
                reading = false;
                return bytes.length == 0
                        ? CompletableFuture.completedFuture(false)
                        : to.write(bytes).thenApply(accepted -> true);
            });
        }

        Throwable explain(Throwable thrown) {
            Throwable cause = ForwardService.cause(thrown);
            AsyncChannel broken = reading ? from : to;
            return broken == upstream
                    ? new UpstreamException("the connection to " + upstream.remoteAddress() + " broke", cause)
                    : cause;
        }
    }
}
