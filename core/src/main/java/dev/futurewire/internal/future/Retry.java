package dev.futurewire.internal.future;

import dev.futurewire.Backoff;
import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.time.Alarm;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#retry}: runs one attempt at a time, with a pause after each failure.
 *
 * @param <T> the type of the result
 */
public final class Retry<T extends @Nullable Object> extends ResourceFuture<T> {
    /** Number of causes that are followed: chains of causes may be circular. */
    private static final int MAX_CAUSES = 32;

    private final Loop loop;
    private final Supplier<? extends CompletionStage<T>> attempt;
    private final Backoff backoff;
    private final Predicate<? super Throwable> retryable;
    private int failed;

    /** No further attempt is started. */
    private volatile boolean stopped;

    private volatile @Nullable CompletionStage<T> current;

    private final Alarm pause = new Alarm() {
        @Override
        protected void fire() {
            LoopCall.submit(loop, "an attempt of retry", Retry.this::next);
        }
    };

    private Retry(
            Loop loop,
            Supplier<? extends CompletionStage<T>> attempt,
            Backoff backoff,
            Predicate<? super Throwable> retryable) {
        super(new LoopContext(loop, () -> "a callback of retry"));
        this.loop = loop;
        this.attempt = attempt;
        this.backoff = backoff;
        this.retryable = retryable;
    }

    /**
     * Returns whether a failure may be transient: I/O errors and failed name lookups are. TLS failures are not, since the peer
     * will present the same certificate again.
     *
     * @param failure the failure of an attempt
     * @return true if another attempt may succeed
     */
    public static boolean isTransient(Throwable failure) {
        if (!(failure instanceof IOException || failure instanceof UnresolvedAddressException)) {
            return false;
        }
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                return false;
            }
            cause = cause.getCause();
        }
        return true;
    }

    /**
     * Starts the first attempt.
     *
     * @param attempt starts an attempt
     * @param backoff number of attempts and pauses between them
     * @param retryable selects the failures after which to retry
     * @param <T> the type of the result
     * @return a future of the first success, or of the last failure
     */
    public static <T extends @Nullable Object> CompletableFuture<T> start(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff, Predicate<? super Throwable> retryable) {
        try {
            return start(ClientLoops.next(), attempt, backoff, retryable);
        } catch (IOException noLoop) {
            return ChannelFuture.failed(null, noLoop);
        }
    }

    static <T extends @Nullable Object> Retry<T> start(
            Loop loop, Supplier<? extends CompletionStage<T>> attempt, Backoff backoff) {
        return start(loop, attempt, backoff, Retry::isTransient);
    }

    static <T extends @Nullable Object> Retry<T> start(
            Loop loop,
            Supplier<? extends CompletionStage<T>> attempt,
            Backoff backoff,
            Predicate<? super Throwable> retryable) {
        Retry<T> retry = new Retry<>(loop, attempt, backoff, retryable);
        retry.next();
        return retry;
    }

    private void next() {
        if (stopped || isDone()) {
            return;
        }
        CompletionStage<T> stage;
        try {
            stage = Objects.requireNonNull(attempt.get(), "an attempt of retry returned null");
        } catch (Throwable thrown) {
            reject(thrown);
            return;
        }
        current = stage;
        if (stopped) {
            CompletionStages.giveUp(stage);
            return;
        }
        try {
            stage.whenComplete((value, failure) -> {
                if (failure != null) {
                    failed(cause(failure));
                } else if (!resolve(value) || abandoned()) {
                    discard();
                }
            });
        } catch (Throwable thrown) {
            // A stage of a foreign class that rejects dependents.
            reject(thrown);
        }
    }

    private void failed(Throwable failure) {
        failed++;
        if (stopped || isDone()) {
            return;
        }
        if (failed >= backoff.attempts() || !shouldRetry(failure)) {
            reject(failure);
            return;
        }
        loop.timer().set(pause, loop.timer().now() + backoff.pause(failed).toNanos());
        if (stopped || isDone()) {
            loop.timer().cancel(pause);
        }
    }

    private boolean shouldRetry(Throwable failure) {
        try {
            return retryable.test(failure);
        } catch (Throwable thrown) {
            if (thrown != failure) {
                failure.addSuppressed(thrown);
            }
            return false;
        }
    }

    @Override
    protected void sources(Consumer<CompletionStage<?>> receiver) {
        CompletionStage<?> known = current;
        if (known != null) {
            receiver.accept(known);
        }
    }

    /** Withdraws the current attempt before this future completes, so that its failure does not become this future's. */
    @Override
    protected Runnable withdraw() {
        stopped = true;
        loop.timer().cancel(pause);
        CompletionStage<T> waited = current;
        Runnable after = waited == null ? NOTHING : CompletionStages.withdraw(waited);
        if (CompletionStages.unwrap(waited) == null) {
            after.run();
        }
        Runnable giveUp = super.withdraw();
        return () -> {
            after.run();
            reject(new CancellationException());
            giveUp.run();
        };
    }

    /** Discards the result of the current attempt, which only this future has received. */
    @Override
    protected void discard() {
        stopped = true;
        loop.timer().cancel(pause);
        CompletionStage<T> stage = current;
        if (stage instanceof ResourceFuture<T> resource) {
            resource.discard();
        } else if (stage != null) {
            CompletionStages.cancel(stage);
        }
    }

    @Override
    public boolean complete(T value) {
        return completeByProgram(() -> resolve(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }

    @Override
    protected String describe() {
        return "attempts of retry";
    }
}
