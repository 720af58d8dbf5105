package dev.futurewire.internal.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.internal.time.Timer;
import dev.futurewire.support.Await;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependents of completed futures nest to a bounded depth, and behave as those of {@code CompletableFuture}. */
@Tag("slow")
final class BoundedDepthFutureTest {
    private static final int STEPS = 10_000;

    private final ArrayDeque<Runnable> turn = new ArrayDeque<>();
    private final FutureContext context = new FutureContext() {
        @Override
        public long id() {
            return 0;
        }

        @Override
        public Timer timer() {
            throw new AssertionError("unexpected timer");
        }

        @Override
        public void dispatch(Runnable completion) {
            turn.add(completion);
        }
    };

    private int depth;
    private int deepest;

    /** Attaches a dependent that reports its call to a completed future. */
    private record AttachmentCase(boolean ofFailure, Attachment attachment) {}

    @FunctionalInterface
    private interface Attachment {
        CompletableFuture<?> attach(CompletableFuture<String> future, Consumer<Object> called);
    }

    static Stream<Named<AttachmentCase>> ways() {
        CompletableFuture<String> never = new CompletableFuture<>();
        CompletableFuture<String> there = CompletableFuture.completedFuture("other");
        return Stream.of(
                way("thenApply", (future, called) -> future.thenApply(value -> report(called, value))),
                way("thenAccept", (future, called) -> future.thenAccept(called)),
                way("thenRun", (future, called) -> future.thenRun(() -> called.accept("run"))),
                way(
                        "thenCompose",
                        (future, called) ->
                                future.thenCompose(value -> CompletableFuture.completedFuture(report(called, value)))),
                way("handle", (future, called) -> future.handle((value, failure) -> report(called, value))),
                way("whenComplete", (future, called) -> future.whenComplete((value, failure) -> called.accept(value))),
                way(
                        "thenCombine",
                        (future, called) -> future.thenCombine(there, (one, two) -> report(called, one + two))),
                way(
                        "thenAcceptBoth",
                        (future, called) -> future.thenAcceptBoth(there, (one, two) -> called.accept(one + two))),
                way("runAfterBoth", (future, called) -> future.runAfterBoth(there, () -> called.accept("run"))),
                way("applyToEither", (future, called) -> future.applyToEither(never, value -> report(called, value))),
                way("acceptEither", (future, called) -> future.acceptEither(never, called)),
                way("runAfterEither", (future, called) -> future.runAfterEither(never, () -> called.accept("run"))),
                ofFailure(
                        "exceptionally", (future, called) -> future.exceptionally(failure -> report(called, failure))),
                ofFailure(
                        "exceptionallyCompose",
                        (future, called) -> future.exceptionallyCompose(
                                failure -> CompletableFuture.completedFuture(report(called, failure)))),
                ofFailure("handle", (future, called) -> future.handle((value, failure) -> report(called, failure))),
                ofFailure(
                        "whenComplete",
                        (future, called) -> future.whenComplete((value, failure) -> called.accept(failure))));
    }

    private static Named<AttachmentCase> way(String name, Attachment attachment) {
        return Named.of(name, new AttachmentCase(false, attachment));
    }

    private static Named<AttachmentCase> ofFailure(String name, Attachment attachment) {
        return Named.of(name + " of a failure", new AttachmentCase(true, attachment));
    }

    private static String report(Consumer<Object> called, Object what) {
        called.accept(what);
        return "result of " + what;
    }

    private void runTurns() {
        for (Runnable next = turn.poll(); next != null; next = turn.poll()) {
            next.run();
        }
    }

    private CompletableFuture<String> complete(boolean failed) {
        return failed
                ? ChannelFuture.failed(context, new IllegalStateException("failed"))
                : ChannelFuture.completed(context, "value");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void recursionUnwindsTheStack(AttachmentCase way) {
        recurse(way, new AtomicInteger(STEPS));
        assertFalse(turn.isEmpty());
        runTurns();

        // The call from the turn, and those nested in it.
        assertEquals(1 + BoundedDepthFuture.MAX_DEPTH, deepest);
        assertEquals(0, depth);
    }

    private void recurse(AttachmentCase way, AtomicInteger left) {
        var unused = way.attachment().attach(complete(way.ofFailure()), called -> {
            depth++;
            deepest = Math.max(deepest, depth);
            if (left.decrementAndGet() > 0) {
                recurse(way, left);
            }
            depth--;
        });
    }

    @ParameterizedTest
    @MethodSource("ways")
    void postponedDependentsHaveTheSameResults(AttachmentCase way) {
        for (boolean failed : List.of(false, true)) {
            for (boolean throwing : List.of(false, true)) {
                CompletableFuture<String> plain = failed
                        ? CompletableFuture.failedFuture(new IllegalStateException("failed"))
                        : CompletableFuture.completedFuture("value");
                Attached here = new Attached(way, plain, throwing);
                Attached postponed = atTheDeepest(() -> new Attached(way, complete(failed), throwing));
                assertEquals("", postponed.called());
                runTurns();
                assertEquals(here.called(), postponed.called());
                assertEquals(here.end(), postponed.end());
            }
        }
    }

    /** An attached dependent. */
    private static final class Attached {
        private final StringBuilder called = new StringBuilder();
        private final CompletableFuture<?> stage;

        Attached(AttachmentCase way, CompletableFuture<String> future, boolean throwing) {
            stage = way.attachment().attach(future, what -> {
                called.append(what).append(';');
                if (throwing) {
                    throw new IllegalArgumentException("thrown");
                }
            });
        }

        /** The argument of the call. */
        String called() {
            return called.toString();
        }

        /** How its stage ended. */
        String end() {
            return Await.value(stage.handle((value, failure) -> value + " or " + failure));
        }
    }

    /** Runs an action at the maximum depth. */
    private <R> R atTheDeepest(Supplier<R> what) {
        return atDepth(BoundedDepthFuture.MAX_DEPTH, what);
    }

    private <R> R atDepth(int nested, Supplier<R> what) {
        return nested == 0
                ? what.get()
                : ChannelFuture.completed(null, "outer")
                        .thenApply(value -> atDepth(nested - 1, what))
                        .join();
    }

    @Test
    void nothingIsPostponedOutsideATurn() {
        int[] calls = new int[1];
        atTheDeepest(() -> ChannelFuture.completed(null, "value").thenAccept(value -> calls[0]++));
        assertEquals(1, calls[0]);
    }

    @Test
    void aPostponedDependentIsNotCalledOnceCancelled() {
        int[] calls = new int[1];
        CompletableFuture<?> stage = atTheDeepest(() -> complete(false).thenAccept(value -> calls[0]++));
        assertTrue(stage.cancel(false));
        runTurns();
        assertEquals(0, calls[0]);
    }

    @Test
    void cancellingAPostponedStageWithdrawsItsLaterSource() {
        CompletableFuture<String> inner = new ChannelFuture<>(context);
        CompletableFuture<String> stage = atTheDeepest(() -> complete(false).thenCompose(value -> inner));
        runTurns();
        assertTrue(stage.cancel(false));
        assertTrue(inner.isCancelled());
    }

    @Test
    void aFailedCallNoLongerCountsForTheDepth() {
        for (int i = 0; i < 2 * BoundedDepthFuture.MAX_DEPTH; i++) {
            assertThrows(NullPointerException.class, () -> complete(false).thenAccept(null));
            CompletableFuture<Void> failed = complete(false).thenAccept(value -> {
                throw new IllegalStateException();
            });
            assertThrows(CompletionException.class, failed::join);
        }
        assertTrue(turn.isEmpty());
    }
}
