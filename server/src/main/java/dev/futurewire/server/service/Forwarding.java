package dev.futurewire.server.service;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.UpstreamException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Two connections joined: what the one receives the other sends, in both directions at once.
 *
 * <p>A direction reads what is there and awaits its writing, so a side that reads slowly slows down the side that sends,
 * and at most a read and a write queue up to its high-water mark are kept. The end of one side's output becomes the end of
 * the other's; the other direction goes on. It is over when both directions have ended.
 *
 * <p>A side that breaks ends both. One that only takes no more (its writes fail) may have sent something before: that
 * still reaches the other side.
 */
final class Forwarding {
    /** The most that is passed on at once: 64 KiB. */
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
     * Begins.
     *
     * @return completes when both directions have ended; fails with {@link UpstreamException} if the upstream broke, else
     *     with what the client's side failed with. The upstream is closed then; the client is the caller's
     */
    CompletableFuture<Void> begin() {
        // However the client's connection ends, and if nobody reads from it at that moment.
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

    /** One way. Its steps follow one another. */
    private final class Direction {
        private final AsyncChannel from;
        private final AsyncChannel to;

        /** Whether it waits for the side that sends, else for the one that receives. */
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
