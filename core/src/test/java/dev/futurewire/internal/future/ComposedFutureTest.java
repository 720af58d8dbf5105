package dev.futurewire.internal.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.internal.time.Timer;
import dev.futurewire.observe.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Composition with a pending operation behaves as that of {@code CompletableFuture}. */
final class ComposedFutureTest {
    private static final int LINKS = 100_000;

    private final Waiting operation = new Waiting();

    private static final class Waiting extends PendingOperation<String> {
        Waiting() {
            super(new NoContext(), 0, null);
        }

        @Override
        public Operation kind() {
            return Operation.READ_LINE;
        }
    }

    private static final class NoContext implements FutureContext {
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
            completion.run();
        }
    }

    /** Functions whose results are compared with those of a plain future. */
    static Stream<Named<Function<String, CompletableFuture<String>>>> functions() {
        return Stream.of(
                Named.of("a value", value -> CompletableFuture.completedFuture("got " + value)),
                Named.of("null", value -> CompletableFuture.completedFuture(null)),
                Named.of("a failure", value -> CompletableFuture.failedFuture(new IllegalStateException(value))),
                Named.of("no stage", value -> null),
                Named.of("an exception", value -> {
                    throw new IllegalArgumentException(value);
                }),
                Named.of("a value later", value -> new CompletableFuture<String>().completeAsync(() -> value)),
                Named.of(
                        "a failure later",
                        value -> CompletableFuture.supplyAsync(() -> {
                            throw new IllegalStateException(value);
                        })),
                Named.of("cancelled", value -> {
                    CompletableFuture<String> cancelled = new CompletableFuture<>();
                    cancelled.cancel(true);
                    return cancelled;
                }));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void yieldsTheResultOfAPlainFuture(Function<String, CompletableFuture<String>> function) {
        CompletableFuture<String> plain = new CompletableFuture<>();
        CompletableFuture<String> expected = plain.thenCompose(function);
        CompletableFuture<String> actual = operation.thenCompose(function);
        assertInstanceOf(ComposedFuture.class, actual);
        plain.complete("line");
        operation.complete("line");
        assertEquals(outcome(expected), outcome(actual));
        assertEquals(expected.isCancelled(), actual.isCancelled());
    }

    @Test
    void failsWithTheOperation() {
        CompletableFuture<String> stage = operation.thenCompose(CompletableFuture::completedFuture);
        IllegalStateException failure = new IllegalStateException("of a test");
        operation.fail(failure);
        assertSame(failure, assertThrows(CompletionException.class, stage::join).getCause());
    }

    private static String outcome(CompletableFuture<String> stage) {
        return stage.handle((value, failure) -> failure == null
                        ? String.valueOf(value)
                        : failure.getClass() + " of " + failure.getCause().getClass())
                .join();
    }

    @Test
    void doesNotCallTheFunctionOnceCancelled() {
        List<String> called = new ArrayList<>();
        CompletableFuture<String> stage = operation.thenCompose(value -> {
            called.add(value);
            return CompletableFuture.completedFuture(value);
        });
        stage.complete("enough");
        operation.complete("line");
        assertEquals(List.of(), called);
        assertEquals("enough", stage.join());
    }

    @Test
    void dependentsOfARelayedStageAreNotified() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<String> stage = operation.thenCompose(value -> inner);
        List<String> notified = new ArrayList<>();
        SingleListenerFuture.whenComplete(stage, (value, failure) -> notified.add("before: " + value));
        operation.complete("line");
        SingleListenerFuture.whenComplete(stage, (value, failure) -> notified.add("after: " + value));
        assertFalse(stage.isDone());
        inner.complete("at last");
        assertTrue(notified.contains("before: at last") && notified.contains("after: at last"), notified::toString);
        assertEquals(2, notified.size());
    }

    @Test
    void aCancelledRelayedStageStaysCancelled() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<String> stage = operation.thenCompose(value -> inner);
        operation.complete("line");
        assertTrue(stage.cancel(true));
        inner.complete("too late");
        assertTrue(stage.isCancelled());
    }

    /** As created by a handler that calls itself recursively. */
    @Test
    void aChainOfDependentStagesCompletesWithoutDeepRecursion() {
        List<Waiting> operations = new ArrayList<>();
        CompletableFuture<String> first = link(operations);
        for (int i = 0; i < LINKS; i++) {
            operations.get(i).complete(i == LINKS - 1 ? null : "line " + i);
        }
        assertNull(first.join());
        assertTrue(first.isDone());
    }

    private static CompletableFuture<String> link(List<Waiting> operations) {
        Waiting next = new Waiting();
        operations.add(next);
        return next.thenCompose(line -> line == null ? CompletableFuture.completedFuture(null) : link(operations));
    }
}
