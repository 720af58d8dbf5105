package dev.futurewire.internal.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whichever way a future is completed, the dependent that is attached to it is called with the result, once. */
final class SingleListenerFutureTest {
    private final SingleListenerFuture<String> future = new SingleListenerFuture<>(null) {};
    private final List<Object> notified = new ArrayList<>();

    private void listen(Object value, Throwable failure) {
        notified.add(failure != null ? failure : value);
    }

    static Stream<Named<Consumer<SingleListenerFuture<String>>>> completions() {
        return Stream.of(
                Named.of("complete", future -> future.complete("value")),
                Named.of("completeAsync", future -> future.completeAsync(() -> "value", Runnable::run)),
                Named.of("obtrudeValue", future -> future.obtrudeValue("value")));
    }

    @ParameterizedTest
    @MethodSource("completions")
    void isNotifiedOfTheValue(Consumer<SingleListenerFuture<String>> completion) {
        assertTrue(future.setListener(this::listen));
        completion.accept(future);
        future.complete("another");
        assertEquals(List.of("value"), notified);
    }

    static Stream<Named<Consumer<SingleListenerFuture<String>>>> failures() {
        IllegalStateException failure = new IllegalStateException("of a test");
        return Stream.of(
                Named.of("completeExceptionally", future -> future.completeExceptionally(failure)),
                Named.of("obtrudeException", future -> future.obtrudeException(failure)),
                Named.of("cancel", future -> future.cancel(false)),
                Named.of(
                        "completeAsync",
                        future -> future.completeAsync(
                                () -> {
                                    throw failure;
                                },
                                Runnable::run)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void isNotifiedOfTheFailure(Consumer<SingleListenerFuture<String>> completion) {
        assertTrue(future.setListener(this::listen));
        completion.accept(future);
        Throwable had = assertThrows(RuntimeException.class, future::join);
        assertEquals(1, notified.size());
        Throwable cause = had instanceof CompletionException ? had.getCause() : had;
        assertEquals(
                cause.getClass(),
                ChannelFuture.cause((Throwable) notified.get(0)).getClass());
    }

    @Test
    void hasOneDependentOnly() {
        assertTrue(future.setListener(this::listen));
        assertEquals(1, future.getNumberOfDependents());
        assertFalse(future.setListener(this::listen));
        future.complete("value");
        assertFalse(future.setListener(this::listen));
        assertEquals(List.of("value"), notified);
        assertEquals(0, future.getNumberOfDependents());
    }

    @Test
    void laterDependentsAreNotifiedFirstAsBySuperclass() {
        SingleListenerFuture.whenComplete(future, this::listen);
        SingleListenerFuture.whenComplete(future, (value, failure) -> notified.add("second"));
        future.complete("first");
        assertEquals(List.of("second", "first"), notified);
    }

    @Test
    void isNotifiedBySuperclassOnceDetached() {
        future.setListener(this::listen);
        future.detachListener();
        assertFalse(future.setListener(this::listen));
        future.complete("value");
        assertEquals(List.of("value"), notified);
    }

    @Test
    void aCancelledFutureIsCancelled() {
        assertTrue(future.cancel(true));
        assertTrue(future.cancel(true));
        assertTrue(future.isCancelled());
        assertThrows(CancellationException.class, future::join);
    }

    @Test
    void aStageFailsWithItsParentsFailureWrapped() {
        IllegalStateException failure = new IllegalStateException("of a test");
        future.completeExceptionally(failure);
        Throwable stages = assertThrows(CompletionException.class, future.thenApply(String::length)::join);
        assertSame(failure, assertInstanceOf(IllegalStateException.class, stages.getCause()));
    }
}
