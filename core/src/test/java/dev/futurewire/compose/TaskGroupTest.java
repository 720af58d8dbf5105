package dev.futurewire.compose;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Futures;
import dev.futurewire.TaskGroup;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.StageKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks that end together. */
final class TaskGroupTest {
    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final CompletableFuture<String> one = new CompletableFuture<>();
    private final CompletableFuture<String> two = new CompletableFuture<>();
    private final List<CompletableFuture<String>> started = new ArrayList<>();
    private final AtomicReference<TaskGroup> used = new AtomicReference<>();
    private final IOException failure = new IOException("of a test");

    /** A group of the body and two tasks. */
    private CompletableFuture<String> run() {
        return run(group -> body);
    }

    private CompletableFuture<String> run(Function<TaskGroup, ? extends CompletionStage<String>> rest) {
        return TaskGroup.run(group -> {
            used.set(group);
            started.add(group.start("one", () -> one));
            started.add(group.start("two", () -> two));
            return rest.apply(group);
        });
    }

    @Test
    void endsWhenTheBodyAndAllTasksHaveEnded() {
        CompletableFuture<String> group = run();
        body.complete("result");
        one.complete("1");
        assertEquals("1", Await.value(started.get(0)));
        assertFalse(group.isDone());
        two.complete("2");
        assertEquals("result", Await.value(group));
        assertEquals("2", started.get(1).join());
    }

    @Test
    void waitsForTheBodyToo() {
        CompletableFuture<String> group = run();
        one.complete("1");
        two.complete("2");
        Await.value(started.get(1));
        assertFalse(group.isDone());
        body.complete("result");
        assertEquals("result", Await.value(group));
    }

    @Test
    void isCompleteAtOnceIfAllIs() {
        CompletableFuture<String> group = TaskGroup.run(tasks -> tasks.start("only", () -> completedFuture("now")));
        assertEquals("now", group.getNow("not complete"));
    }

    @Test
    void aFailedTaskWithdrawsTheOthersAndTheBody() {
        CompletableFuture<String> group = run();
        one.completeExceptionally(failure);
        assertSame(failure, Await.failure(group));
        assertSame(failure, Await.failure(started.get(0)));
        assertTrue(two.isCancelled() && body.isCancelled());
        assertInstanceOf(CancellationException.class, Await.failure(started.get(1)));
        assertEquals(0, failure.getSuppressed().length, "withdrawals are no failures");
    }

    @Test
    void aFailedBodyWithdrawsTheTasks() {
        CompletableFuture<String> group = run();
        body.completeExceptionally(failure);
        assertSame(failure, Await.failure(group));
        assertTrue(one.isCancelled() && two.isCancelled());
    }

    @Test
    void aBodyThatThrowsWithdrawsTheTasks() {
        IllegalStateException thrown = new IllegalStateException("of a test");
        CompletableFuture<String> group = run(tasks -> {
            throw thrown;
        });
        assertSame(thrown, Await.failure(group));
        assertTrue(one.isCancelled() && two.isCancelled());
    }

    @Test
    void aBodyThatReturnsNullFails() {
        assertInstanceOf(NullPointerException.class, Await.failure(run(tasks -> null)));
        assertTrue(one.isCancelled() && two.isCancelled());
        assertThrows(NullPointerException.class, () -> TaskGroup.run(null));
    }

    @Test
    void aTaskThatFailsAtOnceOrReturnsNullFailsTheGroup() {
        CompletableFuture<String> group = run(tasks -> tasks.start("three", () -> failedFuture(failure)));
        assertSame(failure, Await.failure(group));
        CompletableFuture<String> second = TaskGroup.run(tasks -> tasks.start("none", () -> null));
        assertInstanceOf(NullPointerException.class, Await.failure(second));
    }

    @Test
    void theGroupDoesNotEndBeforeAWithdrawnTaskHasEnded() {
        CompletableFuture<String> query = new CompletableFuture<>();
        CompletableFuture<String> group = run(tasks -> tasks.start("query", () -> StageKind.RETICENT.of(query)));
        one.completeExceptionally(failure);
        Await.until("the other has been withdrawn", two::isCancelled);
        assertFalse(group.isDone(), "a stage without cancellation is awaited");
        IllegalStateException later = new IllegalStateException("of a test");
        query.completeExceptionally(later);
        assertSame(failure, Await.failure(group));
        assertArrayEquals(new Throwable[] {later}, failure.getSuppressed());
    }

    @Test
    void laterFailuresAreSuppressed() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> group = run(tasks -> StageKind.FOREIGN_WITHOUT_FUTURE.of(slow));
        one.completeExceptionally(failure);
        IOException later = new IOException("later");
        slow.completeExceptionally(later);
        assertSame(failure, Await.failure(group));
        assertArrayEquals(new Throwable[] {later}, failure.getSuppressed());
    }

    @Test
    void aTaskThatIsCancelledByItselfDoesNotFailTheGroup() {
        CompletableFuture<String> group = run();
        assertTrue(started.get(0).cancel(true));
        assertTrue(one.isCancelled());
        two.cancel(true);
        assertInstanceOf(CancellationException.class, Await.failure(started.get(1)));
        assertFalse(group.isDone());
        body.complete("result");
        assertEquals("result", Await.value(group));
    }

    @Test
    void aBodyThatIsCancelledEndsTheGroup() {
        CompletableFuture<String> group = run();
        body.cancel(false);
        assertInstanceOf(CancellationException.class, Await.failure(group));
        assertTrue(one.isCancelled() && two.isCancelled());
    }

    @Test
    void nothingStartsAfterTheEnd() {
        CompletableFuture<String> group = run();
        body.complete("result");
        one.complete("1");
        two.complete("2");
        Await.value(group);
        CompletableFuture<String> late = used.get().start("late", () -> {
            throw new AssertionError("started after the end");
        });
        assertInstanceOf(IllegalStateException.class, Await.failure(late));
    }

    @Test
    void nothingStartsWhileTheGroupIsEnding() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> group = run(tasks -> StageKind.RETICENT.of(slow));
        one.completeExceptionally(failure);
        CompletableFuture<String> late = used.get().start("late", () -> {
            throw new AssertionError("started by a failed group");
        });
        assertInstanceOf(CancellationException.class, Await.failure(late));
        slow.complete("result");
        assertSame(failure, Await.failure(group));
        assertEquals(0, failure.getSuppressed().length);
    }

    @Test
    void tasksMayStartTasks() {
        CompletableFuture<String> group = TaskGroup.run(tasks -> {
            tasks.start("outer", () -> one.thenCompose(value -> tasks.start("inner", () -> two)));
            return completedFuture("result");
        });
        one.complete("1");
        assertFalse(group.isDone());
        two.complete("2");
        assertEquals("result", Await.value(group));
    }

    @Test
    void cancellingTheGroupCompletesItAtOnce() {
        CompletableFuture<String> query = new CompletableFuture<>();
        CompletableFuture<String> group = run(tasks -> tasks.start("query", () -> StageKind.RETICENT.of(query)));
        assertTrue(group.cancel(true));
        assertTrue(group.isCancelled());
        assertTrue(one.isCancelled() && two.isCancelled());
        assertInstanceOf(CancellationException.class, Await.failure(started.get(0)));
        assertInstanceOf(IllegalStateException.class, Await.failure(used.get().start("late", () -> one)));
        query.complete("late");
        assertTrue(group.isCancelled());
    }

    @Test
    void cancellingAGroupOfForeignStagesDoesNotCompleteItNormally() {
        CompletableFuture<String> group = run();
        body.complete("result");
        assertTrue(group.cancel(true), "though all tasks end by this");
        assertTrue(group.isCancelled());
        assertTrue(one.isCancelled() && two.isCancelled());
    }

    @Test
    void cancellingAGroupWhoseOnlyStageIsForeignDoesNotCompleteItNormally() {
        CompletableFuture<String> group = TaskGroup.run(tasks -> body);
        assertTrue(group.cancel(true));
        assertTrue(group.isCancelled());
        assertTrue(body.isCancelled());
    }

    @Test
    void timingOutTheGroupWithdrawsItsReads() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                Connection other = turn.another()) {
            CompletableFuture<String> group = turn.call(() -> TaskGroup.run(tasks -> {
                        tasks.start("other", other.channel()::readLine);
                        return turn.channel().readLine();
                    })
                    .orTimeout(1, TimeUnit.SECONDS));
            turn.peer().send("half a li");
            turn.settle();
            turn.timer.advance(Duration.ofMillis(1_020));
            assertInstanceOf(TimeoutException.class, Await.failure(group));
            turn.peer().send("ne\n");
            assertEquals("half a line", Await.value(turn.channel().readLine()));
            VirtualTurn.isUsable(other);
        }
    }

    @Test
    void aFailureWithdrawsReadsAndLosesNoByte() throws IOException {
        try (VirtualTurn turn = new VirtualTurn();
                Connection other = turn.another()) {
            List<String> lines = new CopyOnWriteArrayList<>();
            CompletableFuture<Boolean> usableInCallback = turn.call(() -> TaskGroup.run(tasks -> {
                        tasks.start(
                                "reader",
                                () -> Futures.repeatWhile(
                                        () -> other.channel().readLine().thenApply(line -> lines.add(line))));
                        tasks.start(
                                "failing", () -> turn.channel().readLine().thenCompose(line -> failedFuture(failure)));
                        return Futures.delay(Duration.ofHours(1));
                    })
                    .handle((value, thrown) -> other.channel().readLine())
                    .thenCompose(read -> read)
                    .thenApply("next"::equals));
            other.peer().send("one\n");
            Await.until("it has read a line", () -> lines.size() == 1);
            int withTheDelay = turn.alarms();
            turn.peer().send("fail\n");
            turn.settle();
            other.peer().send("next\n");
            assertTrue(Await.value(usableInCallback));
            assertEquals(withTheDelay - 1, turn.alarms());
            turn.isUsable();
        }
    }

    @Test
    void groupsCanBeNested() {
        CompletableFuture<String> group = TaskGroup.run(outer -> {
            outer.start(
                    "inner",
                    () -> TaskGroup.run(inner -> {
                        inner.start("one", () -> one);
                        return two;
                    }));
            return body;
        });
        two.completeExceptionally(failure);
        assertSame(failure, Await.failure(group));
        assertTrue(one.isCancelled() && body.isCancelled());
        assertEquals(0, failure.getSuppressed().length);
    }

    @ParameterizedTest
    @EnumSource
    void anyStageWillDo(StageKind kind) {
        CompletableFuture<String> group = run(tasks -> {
            tasks.start("kind", () -> kind.of(one));
            return kind.of(body);
        });
        one.complete("1");
        two.complete("2");
        body.complete("result");
        assertEquals("result", Await.value(group));
        assertSame(failure, Await.failure(run(tasks -> kind.of(failedFuture(failure)))));
    }
}
