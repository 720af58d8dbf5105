package dev.futurewire.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Backoff;
import dev.futurewire.internal.future.LoopContext;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

/** Attempts and pauses, in virtual time. */
final class RetryTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1_000), 6);

    private final ManualTimer timer = new ManualTimer();
    private final ManualLoop loop = new ManualLoop(timer);
    private final List<CompletableFuture<String>> attempts = new ArrayList<>();
    private final List<Long> begun = new ArrayList<>();

    private CompletableFuture<String> retry(Backoff backoff, Predicate<Throwable> retryable) {
        return Retry.start(new LoopContext(loop, () -> "of a test"), this::attempt, backoff, retryable);
    }

    private CompletableFuture<String> attempt() {
        begun.add(timer.now());
        CompletableFuture<String> attempt = new CompletableFuture<>();
        attempts.add(attempt);
        return attempt;
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i += 10) {
            timer.advance(Duration.ofMillis(10));
            loop.runUntilIdle();
        }
    }

    private void failLast(Throwable failure) {
        attempts.get(attempts.size() - 1).completeExceptionally(failure);
        loop.runUntilIdle();
    }

    @Test
    void retriesWithGrowingPausesUntilSuccess() {
        CompletableFuture<String> all = retry(BACKOFF, Retry::isTransient);
        for (int i = 1; i < 6; i++) {
            failLast(new ConnectException("refused"));
            assertEquals(i, attempts.size(), "not without a pause");
            for (int waited = 0; attempts.size() == i && waited < 2_000; waited += 10) {
                pass(10);
            }
            assertEquals(i + 1, attempts.size());
        }
        attempts.get(5).complete("there");
        loop.runUntilIdle();
        assertEquals("there", Await.value(all));
        assertEquals(0, timer.pending());
        long[] whole = {100, 200, 400, 800, 1_000};
        for (int i = 0; i < whole.length; i++) {
            long pause = (begun.get(i + 1) - begun.get(i)) / 1_000_000;
            assertTrue(pause >= whole[i] / 2 && pause <= whole[i] + 20, "pause " + i + ": " + pause + " ms");
        }
    }

    @Test
    void failsWithTheLastFailure() {
        CompletableFuture<String> all =
                retry(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 2), Retry::isTransient);
        failLast(new IOException("first"));
        pass(100);
        IOException second = new IOException("second");
        failLast(second);
        assertSame(second, Await.failure(all));
        pass(5_000);
        assertEquals(2, attempts.size());
    }

    @Test
    void permanentFailuresAreNotRetried() {
        CompletableFuture<String> all = retry(BACKOFF, Retry::isTransient);
        IllegalStateException defect = new IllegalStateException();
        failLast(defect);
        assertSame(defect, Await.failure(all));
        assertEquals(0, timer.pending());
    }

    @Test
    void tlsFailuresAreNotRetried() {
        for (IOException refusal : List.of(
                new SSLHandshakeException("PKIX path building failed"),
                new SSLPeerUnverifiedException("another host's"),
                new SSLException("of a test"),
                new IOException("wrapped", new SSLHandshakeException("inside")),
                new IOException("wrapped", new CertificateExpiredException("inside")))) {
            attempts.clear();
            CompletableFuture<String> all = retry(BACKOFF, Retry::isTransient);
            failLast(new CompletionException(refusal));
            assertSame(refusal, Await.failure(all));
            pass(5_000);
            assertEquals(1, attempts.size());
        }
        assertEquals(0, timer.pending());
    }

    @Test
    void theProgramDecidesWhichFailuresAreRetried() {
        List<Throwable> asked = new ArrayList<>();
        CompletableFuture<String> all = retry(BACKOFF, failure -> {
            asked.add(failure);
            return failure instanceof IllegalStateException;
        });
        IllegalStateException first = new IllegalStateException("first");
        failLast(new CompletionException(first));
        pass(5_000);
        assertEquals(2, attempts.size());
        IOException second = new IOException("second");
        failLast(second);
        assertSame(second, Await.failure(all));
        assertEquals(List.of(first, second), asked);
    }

    @Test
    void thePredicateIsNotCalledAfterTheLastAttempt() {
        List<Throwable> asked = new ArrayList<>();
        CompletableFuture<String> all = retry(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 1), asked::add);
        IOException only = new IOException("only");
        failLast(only);
        assertSame(only, Await.failure(all));
        assertEquals(List.of(), asked);
    }

    @Test
    void aThrowingPredicateEndsTheRetries() {
        IllegalArgumentException thrown = new IllegalArgumentException("of a test");
        CompletableFuture<String> all = retry(BACKOFF, failure -> {
            throw thrown;
        });
        IOException failure = new IOException("of an attempt");
        failLast(failure);
        assertSame(failure, Await.failure(all));
        assertSame(thrown, failure.getSuppressed()[0]);
    }

    @Test
    void anExceptionOrNullFromTheAttemptIsNotRetried() {
        IllegalStateException thrown = new IllegalStateException("of a test");
        LoopContext context = new LoopContext(loop, () -> "of a test");
        CompletableFuture<String> throwing = Retry.start(
                context,
                () -> {
                    throw thrown;
                },
                BACKOFF,
                failure -> true);
        assertSame(thrown, Await.failure(throwing));
        CompletableFuture<String> none = Retry.start(context, () -> null, BACKOFF, failure -> true);
        assertInstanceOf(NullPointerException.class, Await.failure(none));
        assertEquals(0, timer.pending());
    }

    @Test
    void aCancellationInsideAFailingAttemptEndsTheRetries() {
        CompletableFuture<CompletableFuture<String>> all = new CompletableFuture<>();
        all.complete(Retry.start(
                new LoopContext(loop, () -> "of a test"),
                () -> attempt().whenComplete((value, failure) -> all.join().cancel(false)),
                BACKOFF,
                failure -> true));
        failLast(new IOException("of a test"));
        pass(2_000);
        assertTrue(all.join().isCancelled());
        assertEquals(1, attempts.size());
        assertEquals(0, timer.pending());
    }

    @Test
    void cancellationCancelsTheCurrentAttemptAndStartsNoOther() {
        CompletableFuture<String> all = retry(BACKOFF, Retry::isTransient);
        all.cancel(false);
        assertTrue(attempts.get(0).isCancelled());
        pass(5_000);
        assertEquals(1, attempts.size());

        CompletableFuture<String> pausing = retry(BACKOFF, Retry::isTransient);
        failLast(new IOException("refused"));
        assertFalse(pausing.isDone());
        pausing.cancel(false);
        pass(5_000);
        assertEquals(2, attempts.size());
        assertEquals(0, timer.pending());
    }

    @Test
    void invalidPausesAreRejected() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, second, 1));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(second, Duration.ofMillis(1), 1));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(second, second, 0));
        Duration late = new Backoff(Duration.ofDays(300), Duration.ofDays(365), 100).pause(1_000_000);
        assertTrue(late.compareTo(Duration.ofDays(365)) <= 0 && late.compareTo(Duration.ofDays(182)) > 0, "" + late);
    }
}
