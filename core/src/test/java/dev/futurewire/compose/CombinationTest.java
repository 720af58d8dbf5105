package dev.futurewire.compose;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.StageKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All, any or the first few of several tasks. */
final class CombinationTest {
    private final List<CompletableFuture<String>> made = new ArrayList<>();

    private final Supplier<CompletableFuture<String>> pending = () -> {
        CompletableFuture<String> task = new CompletableFuture<>();
        made.add(task);
        return task;
    };

    @Test
    void allYieldsTheResultsInTheOrderOfTheTasks() {
        CompletableFuture<List<String>> all = Futures.all(List.of(pending, pending, pending));
        made.get(2).complete("c");
        made.get(0).complete("a");
        assertFalse(all.isDone());
        made.get(1).complete(null);
        List<String> results = Await.value(all);
        assertEquals(Arrays.asList("a", null, "c"), results);
        assertThrows(UnsupportedOperationException.class, () -> results.set(0, "x"));
    }

    @Test
    void allOfNothingIsAnEmptyList() {
        assertEquals(List.of(), Futures.all().getNow(null));
        assertEquals(List.of(), Futures.<String>all(List.of()).getNow(null));
    }

    @Test
    void differentTypesAreCombinedByTheirCommonOne() {
        CompletableFuture<List<Number>> numbers = Futures.all(() -> completedFuture(1), () -> completedFuture(2.0));
        assertEquals(List.of(1, 2.0), Await.value(numbers));
        Number any = Await.value(Futures.<Number>any(() -> completedFuture(1), () -> new CompletableFuture<Double>()));
        assertEquals(1, any);
    }

    @Test
    void theFirstFailureOfAllCancelsTheRestBeforeItIsReported() {
        CompletableFuture<List<String>> all = Futures.all(pending, pending, pending);
        CompletableFuture<Boolean> cancelled = all.handle(
                (values, failure) -> made.get(0).isCancelled() && made.get(2).isCancelled());
        IOException failure = new IOException("of a test");
        made.get(1).completeExceptionally(failure);
        assertSame(failure, Await.failure(all));
        assertTrue(Await.value(cancelled));
        assertEquals(0, failure.getSuppressed().length);
    }

    @Test
    void theRestIsNotStartedAfterAFailureAtOnce() {
        IOException failure = new IOException("of a test");
        CompletableFuture<List<String>> all = Futures.all(pending, () -> failedFuture(failure), pending);
        assertSame(failure, Await.failure(all));
        assertEquals(1, made.size());
        assertTrue(made.get(0).isCancelled());
    }

    @Test
    void anyYieldsTheFirstValueAndCancelsTheRestBeforeItDoes() {
        CompletableFuture<String> any = Futures.any(List.of(pending, pending, pending));
        CompletableFuture<Boolean> cancelled = any.handle(
                (values, failure) -> made.get(0).isCancelled() && made.get(2).isCancelled());
        made.get(1).complete("b");
        assertEquals("b", Await.value(any));
        assertTrue(Await.value(cancelled));
    }

    @Test
    void theRestIsNotStartedAfterAValueAtOnce() {
        assertEquals("now", Await.value(Futures.any(pending, () -> completedFuture("now"), pending)));
        assertEquals(1, made.size());
        assertTrue(made.get(0).isCancelled());
    }

    @Test
    void anyMayYieldNull() {
        assertNull(Await.value(Futures.any(() -> completedFuture(null), pending)));
    }

    @Test
    void anyFailsWithTheFirstFailureIfAllFail() {
        CompletableFuture<String> any = Futures.any(pending, pending, pending);
        IOException first = new IOException("first");
        IOException second = new IOException("second");
        made.get(2).completeExceptionally(first);
        made.get(0).completeExceptionally(second);
        assertFalse(any.isDone());
        made.get(1).completeExceptionally(first);
        assertSame(first, Await.failure(any));
        assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
    }

    @Test
    void suppressedFailuresAreLimited() {
        IOException first = new IOException("first");
        for (int i = 0; i < 300; i++) {
            assertSame(
                    first,
                    Await.failure(Futures.any(() -> failedFuture(first), () -> failedFuture(new IOException()))));
        }
        assertEquals(100, first.getSuppressed().length);
    }

    @Test
    void firstYieldsTheValuesInTheOrderOfCompletion() {
        CompletableFuture<List<String>> first = Futures.first(2, List.of(pending, pending, pending, pending));
        made.get(3).complete("d");
        made.get(2).completeExceptionally(new IOException("of a test"));
        assertFalse(first.isDone());
        made.get(0).complete("a");
        List<String> values = Await.value(first);
        assertEquals(List.of("d", "a"), values);
        assertTrue(made.get(1).isCancelled());
        assertThrows(UnsupportedOperationException.class, () -> values.add("x"));
    }

    @Test
    void firstFailsAsSoonAsTooManyHaveFailed() {
        CompletableFuture<List<String>> first = Futures.first(3, pending, pending, pending, pending);
        IOException failure = new IOException("first");
        IOException later = new IOException("second");
        made.get(0).complete("a");
        made.get(1).completeExceptionally(failure);
        made.get(2).completeExceptionally(later);
        assertSame(failure, Await.failure(first));
        assertArrayEquals(new Throwable[] {later}, failure.getSuppressed());
        assertTrue(made.get(3).isCancelled());
    }

    @Test
    void impossibleArgumentsAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> Futures.any(List.of()));
        assertThrows(IllegalArgumentException.class, Futures::any);
        assertThrows(IllegalArgumentException.class, () -> Futures.first(0, pending));
        assertThrows(IllegalArgumentException.class, () -> Futures.first(2, pending));
        assertThrows(IllegalArgumentException.class, () -> Futures.first(1, List.of()));
        List<Supplier<CompletableFuture<String>>> withNull = Arrays.asList(pending, null);
        assertThrows(NullPointerException.class, () -> Futures.all(withNull));
        assertThrows(NullPointerException.class, () -> Futures.any(withNull));
        assertThrows(NullPointerException.class, () -> Futures.first(1, withNull));
        assertEquals(0, made.size());
    }

    @Test
    void nullStagesAndThrownExceptionsFailTheTask() {
        Supplier<CompletableFuture<String>> none = () -> null;
        IllegalStateException thrown = new IllegalStateException("of a test");
        Supplier<CompletableFuture<String>> throwing = () -> {
            throw thrown;
        };
        assertInstanceOf(NullPointerException.class, Await.failure(Futures.all(none)));
        assertInstanceOf(NullPointerException.class, Await.failure(Futures.any(none)));
        assertSame(thrown, Await.failure(Futures.all(throwing)));
        assertEquals("b", Await.value(Futures.any(none, throwing, () -> completedFuture("b"))));
    }

    @Test
    void aTaskThatIsCancelledCountsAsFailed() {
        CompletableFuture<List<String>> all = Futures.all(pending, pending);
        made.get(0).cancel(false);
        assertInstanceOf(CancellationException.class, Await.failure(all));
        assertTrue(made.get(1).isCancelled());
    }

    @Test
    void readsThatLoseAreWithdrawnAndLoseNoByte() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                Connection other = turn.another()) {
            other.peer().send("par");
            CompletableFuture<String> any =
                    turn.call(() -> Futures.any(turn.channel()::readLine, other.channel()::readLine));
            CompletableFuture<String> again =
                    any.thenCompose(line -> other.channel().readLine());
            turn.peer().send("winner\n");
            assertEquals("winner", Await.value(any));
            other.peer().send("tial\n");
            assertEquals("partial", Await.value(again));
            turn.isUsable();
        }
    }

    @Test
    void theStagesOfLosersAreCompleteBeforeTheResult() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                Connection other = turn.another()) {
            CompletableFuture<String> loser = other.channel().readLine();
            CompletableFuture<Boolean> completeBefore = turn.call(
                    () -> Futures.any(turn.channel()::readLine, () -> loser).thenApply(line -> loser.isDone()));
            turn.peer().send("winner\n");
            assertTrue(Await.value(completeBefore));
            assertInstanceOf(CancellationException.class, Await.failure(loser));
        }
    }

    @Test
    void aLineOfATaskThatIsNotStartedStaysThere() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            turn.peer().send("line\n");
            assertEquals("now", Await.value(Futures.any(() -> completedFuture("now"), turn.channel()::readLine)));
            assertEquals("line", Await.value(turn.channel().readLine()));
        }
    }

    @Test
    void timingOutAllWithdrawsWhatIsPending() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                Connection other = turn.another()) {
            CompletableFuture<List<String>> all =
                    turn.call(() -> Futures.all(turn.channel()::readLine, other.channel()::readLine)
                            .orTimeout(1, TimeUnit.SECONDS));
            turn.peer().send("one\n");
            turn.settle();
            turn.timer.advance(Duration.ofMillis(1_020));
            assertInstanceOf(TimeoutException.class, Await.failure(all));
            turn.isUsable();
            VirtualTurn.isUsable(other);
        }
    }

    @Test
    void aWinnerMayCompleteAnotherTasksFutureInItsCallback() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                Connection other = turn.another()) {
            CompletableFuture<String> signal = new CompletableFuture<>();
            CompletableFuture<String> any = turn.call(() -> Futures.any(
                    () -> signal,
                    () -> turn.channel().readLine().thenCompose(line -> {
                        signal.complete("signal");
                        return other.channel().readLine();
                    })));
            turn.peer().send("line\n");
            assertEquals("signal", Await.value(any));
            // The read that the loser has started after the decision is withdrawn as well.
            VirtualTurn.isUsable(other);
            turn.isUsable();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyStageWillDo(StageKind kind) {
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<List<String>> all = Futures.all(() -> kind.of(one), () -> kind.of(completedFuture("two")));
        CompletableFuture<String> any = Futures.any(() -> kind.of(one), () -> kind.of(new CompletableFuture<String>()));
        CompletableFuture<List<Integer>> mapped =
                Futures.mapAll(List.of(1, 2, 3), 2, item -> kind.of(completedFuture(item * 2)));
        CompletableFuture<String> named = Futures.named("a stage", kind.of(one));
        CompletableFuture<String> timed = Futures.timeout(Duration.ofHours(1), () -> kind.of(one));
        one.complete("one");
        assertEquals(List.of("one", "two"), Await.value(all));
        assertEquals("one", Await.value(any));
        assertEquals(List.of(2, 4, 6), Await.value(mapped));
        assertEquals("one", Await.value(named));
        assertEquals("one", Await.value(timed));
        CompletionStage<String> never = kind.of(new CompletableFuture<String>());
        CompletableFuture<String> cancelled = Futures.named("a stage", never);
        assertTrue(cancelled.cancel(true));
        IOException failure = new IOException("of a test");
        assertSame(failure, Await.failure(Futures.named("a stage", kind.of(failedFuture(failure)))));
    }

    @Test
    void mapAllRunsNoMoreThanSoManyAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> items = IntStream.range(0, 200).boxed().toList();
        List<Integer> results = Await.value(Futures.mapAll(items, 7, item -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(() -> {
                running.decrementAndGet();
                return item + 1;
            });
        }));
        assertEquals(IntStream.rangeClosed(1, 200).boxed().toList(), results);
        assertTrue(most.get() > 1 && most.get() <= 7, "at most " + most);
    }

    @Test
    void mapAllStartsTheNextItemWhenAnyHasEnded() {
        List<String> started = new ArrayList<>();
        CompletableFuture<List<String>> all = Futures.mapAll(List.of("a", "b", "c", "d"), 2, item -> {
            started.add(item);
            return pending.get();
        });
        assertEquals(List.of("a", "b"), started);
        made.get(1).complete("B");
        Await.until("the third has been started", () -> made.size() == 3);
        made.get(2).complete("C");
        Await.until("the fourth has been started", () -> made.size() == 4);
        made.get(3).complete("D");
        made.get(0).complete("A");
        assertEquals(List.of("A", "B", "C", "D"), Await.value(all));
    }

    @Test
    void mapAllStartsNothingAfterAFailure() {
        CompletableFuture<List<String>> all = Futures.mapAll(Arrays.asList("a", null, "c"), 2, item -> pending.get());
        IOException failure = new IOException("of a test");
        made.get(0).completeExceptionally(failure);
        assertSame(failure, Await.failure(all));
        assertTrue(made.get(1).isCancelled());
        assertEquals(2, made.size());
        assertThrows(IllegalArgumentException.class, () -> Futures.mapAll(List.of(1), 0, item -> pending.get()));
        assertEquals(List.of(), Await.value(Futures.mapAll(List.of(), 1, item -> pending.get())));
    }
}
