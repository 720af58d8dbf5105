package dev.futurewire.internal.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Functions applied to the future of a completed write, which shares its results for {@code true}. */
final class CompletedFutureTest {
    private final CompletedFuture<String> done = new CompletedFuture<>(null, "value");

    @Test
    void appliesAFunctionToItsValue() {
        assertEquals("value!", Await.value(done.thenApply(value -> value + "!")));
        assertEquals(false, Await.value(done.thenApply(value -> false)));
        assertNull(Await.value(done.<String>thenApply(value -> null)));
    }

    @Test
    void aThrowingFunctionFailsTheStage() {
        IllegalStateException thrown = new IllegalStateException();

        CompletableFuture<Boolean> stage = done.thenApply(value -> {
            throw thrown;
        });

        CompletionException failure = assertThrows(CompletionException.class, stage::join);
        assertSame(thrown, failure.getCause());
        assertThrows(NullPointerException.class, () -> done.thenApply(null));
    }

    @Test
    void sharedResultsCannotBeModified() {
        CompletableFuture<Boolean> yes = done.thenApply(value -> true);

        assertSame(yes, done.thenApply(value -> true));
        assertThrows(UnsupportedOperationException.class, () -> yes.obtrudeValue(false));
        assertThrows(UnsupportedOperationException.class, () -> yes.obtrudeException(new IllegalStateException()));
        assertEquals(false, yes.complete(false));
        assertEquals(false, yes.cancel(true));
        assertTrue(Await.value(yes));
        assertInstanceOf(ChannelFuture.class, yes.thenApply(value -> value));
    }
}
