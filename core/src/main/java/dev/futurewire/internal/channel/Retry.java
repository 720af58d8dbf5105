package dev.futurewire.internal.channel;

import dev.futurewire.Backoff;
import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The attempts behind {@link dev.futurewire.Futures#retry}: one at a time, with a pause after each that failed. */
public final class Retry<T extends @Nullable Object> extends ResourceFuture<T> {
    private final Loop loop;
    private final Supplier<? extends CompletionStage<T>> attempt;
    private final Backoff backoff;
    private int failed;
    private volatile @Nullable CompletionStage<T> current;

    private final Alarm pause = new Alarm() {
        @Override
        protected void fire() {
            LoopCall.submit(loop, "an attempt of retry", Retry.this::next);
        }
    };

    private Retry(Loop loop, Supplier<? extends CompletionStage<T>> attempt, Backoff backoff) {
        super(new Scope() {
            @Override
            public Timer timer() {
                return loop.timer();
            }

            @Override
            public void dispatch(Runnable completion) {
                LoopCall.submit(loop, "a callback of retry", completion);
            }
        });
        this.loop = loop;
        this.attempt = attempt;
        this.backoff = backoff;
    }

    /**
     * Starts the first attempt.
     *
     * @param attempt starts one
     * @param backoff how often and with which pauses
     * @param <T> the result's type
     * @return the first success, or the last failure
     */
    public static <T extends @Nullable Object> CompletableFuture<T> start(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff) {
        try {
            return start(ClientLoops.next(), attempt, backoff);
        } catch (IOException noLoop) {
            return WireFuture.failed(null, noLoop);
        }
    }

    static <T extends @Nullable Object> Retry<T> start(
            Loop loop, Supplier<? extends CompletionStage<T>> attempt, Backoff backoff) {
        Retry<T> retry = new Retry<>(loop, attempt, backoff);
        retry.next();
        return retry;
    }

    private void next() {
        if (isDone()) {
            return;
        }
        CompletionStage<T> stage;
        try {
            stage = Objects.requireNonNull(attempt.get(), "an attempt of retry returned null");
        } catch (RuntimeException | Error thrown) {
            completeExceptionally(thrown);
            return;
        }
        current = stage;
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                if (!complete(value) || givenUp()) {
                    discard();
                }
            } else {
                failed(failure);
            }
        });
        if (isCancelled()) {
            giveUp(stage);
        }
    }

    private void failed(Throwable failure) {
        Throwable cause = cause(failure);
        boolean mayPass = cause instanceof IOException || cause instanceof UnresolvedAddressException;
        failed++;
        if (!mayPass || failed >= backoff.attempts()) {
            completeExceptionally(cause);
        } else if (!isDone()) {
            loop.timer().set(pause, loop.timer().now() + backoff.pause(failed).toNanos());
            if (isDone()) {
                loop.timer().cancel(pause);
            }
        }
    }

    @Override
    void discard() {
        loop.timer().cancel(pause);
        CompletionStage<T> stage = current;
        giveUp(stage);
        if (stage instanceof ResourceFuture<T> resource) {
            // What it yielded was received by this and by nothing else.
            resource.discard();
        }
    }

    private void giveUp(@Nullable CompletionStage<T> stage) {
        if (stage instanceof CompletableFuture<T> future) {
            future.cancel(false);
        }
    }

    @Override
    String describe() {
        return "attempts of retry";
    }
}
