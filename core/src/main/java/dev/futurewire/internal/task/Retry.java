package dev.futurewire.internal.task;

import dev.futurewire.Backoff;
import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.internal.time.Alarm;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#retry}: runs one attempt at a time, with a pause after each failure.
 *
 * @param <T> the type of the result
 */
public final class Retry<T extends @Nullable Object> extends TaskFuture<T> {
    /** Number of causes that are followed: chains of causes may be circular. */
    private static final int MAX_CAUSES = 32;

    private final Supplier<? extends CompletionStage<T>> attempt;
    private final Backoff backoff;
    private final Predicate<? super Throwable> retryable;
    private int failed;
    private volatile @Nullable Attempt current;

    private final Alarm pause = new Alarm() {
        @Override
        protected void fire() {
            turn().dispatch(Retry.this::next);
        }

        @Override
        protected void abandon() {
            turn().dispatch(() -> cancel(false));
        }
    };

    private Retry(
            FutureContext context,
            Supplier<? extends CompletionStage<T>> attempt,
            Backoff backoff,
            Predicate<? super Throwable> retryable) {
        super(context);
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
     * @param context supplies the timer and the turn
     * @param attempt starts an attempt
     * @param backoff number of attempts and pauses between them
     * @param retryable selects the failures after which to retry
     * @param <T> the type of the result
     * @return a future of the first success, or of the last failure
     */
    public static <T extends @Nullable Object> CompletableFuture<T> start(
            FutureContext context,
            Supplier<? extends CompletionStage<T>> attempt,
            Backoff backoff,
            Predicate<? super Throwable> retryable) {
        Retry<T> retry = new Retry<>(context, attempt, backoff, retryable);
        retry.next();
        retry.started();
        return retry;
    }

    private void next() {
        Attempt next = new Attempt();
        current = next;
        if (isOpen()) {
            next.start(attempt);
        }
    }

    private void attemptFailed(Attempt ended, Throwable failure) {
        failed++;
        if (failed >= backoff.attempts() || !shouldRetry(failure)) {
            decideFailure(failure);
            return;
        }
        turn().timer().set(pause, turn().timer().now() + pauseAfterFailure().toNanos());
        ended.pausing = true;
        if (!isOpen()) {
            stop();
        }
    }

    /** The same pauses in each run of a simulation. */
    private Duration pauseAfterFailure() {
        VirtualLoop simulated = VirtualLoop.current();
        return simulated != null ? backoff.pause(failed, simulated.random()) : backoff.pause(failed);
    }

    private boolean shouldRetry(Throwable failure) {
        try {
            return retryable.test(failure);
        } catch (Throwable thrown) {
            Failures.suppress(failure, thrown);
            return false;
        }
    }

    @Override
    List<? extends Withdrawable> branches() {
        Attempt running = current;
        return running == null || running.pausing ? List.of() : List.of(running);
    }

    @Override
    void stop() {
        turn().timer().cancel(pause);
    }

    @Override
    protected boolean mayHoldResource() {
        Attempt last = current;
        return last != null && CompletionStages.isResource(last.stage());
    }

    /** Discards the result of the current attempt, which only this future has received. */
    @Override
    protected void discard() {
        Attempt last = current;
        if (last != null) {
            CompletionStages.discard(last.stage());
        }
    }

    @Override
    protected String describe() {
        return "attempts of retry";
    }

    private final class Attempt extends Branch<T> {
        /** The attempt has failed, and the alarm for the next one is set. */
        private volatile boolean pausing;

        @Override
        void succeeded(T value) {
            decide(value);
        }

        /** A defect of the program, not of the attempt. */
        @Override
        void notStarted(Throwable thrown) {
            decideFailure(thrown);
        }

        @Override
        void failed(Throwable failure) {
            inTurn(() -> attemptFailed(this, failure));
        }
    }
}
