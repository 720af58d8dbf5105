package dev.futurewire.compose;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncSemaphore;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Acquiring, releasing, and giving up an acquire. */
final class AsyncSemaphoreTest {
    private final HeldExecutor held = new HeldExecutor();

    /** Takes all permits and returns their number. */
    private static int drain(AsyncSemaphore semaphore) {
        int permits = 0;
        for (CompletableFuture<Void> each = semaphore.acquire(); each.isDone(); each = semaphore.acquire()) {
            permits++;
        }
        return permits;
    }

    @Test
    void permitsAreGrantedAtOnceWhileThereAreAny() {
        AsyncSemaphore semaphore = new AsyncSemaphore(2);
        assertTrue(semaphore.acquire().isDone());
        assertTrue(semaphore.acquire().isDone());
        assertFalse(semaphore.acquire().isDone());
    }

    @Test
    void permitsAreGrantedInTheOrderOfTheCalls() {
        AsyncSemaphore semaphore = new AsyncSemaphore(0);
        CompletableFuture<Void> first = semaphore.acquire();
        CompletableFuture<Void> second = semaphore.acquire();
        semaphore.release();
        Await.value(first);
        assertFalse(second.isDone());
        semaphore.release();
        Await.value(second);
        assertEquals(0, drain(semaphore));
    }

    @Test
    void aReleaseWithoutAnAcquireAddsAPermit() {
        AsyncSemaphore semaphore = new AsyncSemaphore(0);
        semaphore.release();
        semaphore.release();
        assertEquals(2, drain(semaphore));
    }

    @Test
    void theNumberOfPermitsIsLimited() {
        AsyncSemaphore semaphore = new AsyncSemaphore(Integer.MAX_VALUE);
        assertEquals(
                "release() beyond 2147483647 permits: it was called more often than acquire()",
                assertThrows(IllegalStateException.class, semaphore::release).getMessage());
        semaphore.acquire();
        semaphore.release();
        assertThrows(IllegalStateException.class, semaphore::release);
    }

    @Test
    void permitsAreNotNegative() {
        assertEquals(
                "permits must not be negative: -1",
                assertThrows(IllegalArgumentException.class, () -> new AsyncSemaphore(-1))
                        .getMessage());
    }

    @Test
    void aWithdrawnAcquireIsSkipped() {
        AsyncSemaphore semaphore = new AsyncSemaphore(0);
        CompletableFuture<Void> first = semaphore.acquire();
        CompletableFuture<Void> second = semaphore.acquire();
        assertTrue(first.thenRun(() -> {}).cancel(false));
        assertInstanceOf(CancellationException.class, Await.failure(first));
        semaphore.release();
        Await.value(second);
    }

    @Test
    void anAcquireThatTimesOutTakesNoPermit() {
        AsyncSemaphore semaphore = new AsyncSemaphore(0);
        assertInstanceOf(
                TimeoutException.class, Await.failure(semaphore.acquire().orTimeout(5, MILLISECONDS)));
        semaphore.release();
        assertEquals(1, drain(semaphore));
    }

    @Test
    void aGrantedPermitThatNoFunctionHasReceivedGoesBack() {
        AsyncSemaphore semaphore = new AsyncSemaphore(1);
        List<String> ran = new ArrayList<>();
        CompletableFuture<Void> stage = semaphore.acquire().thenRunAsync(() -> ran.add("ran"), held);
        assertTrue(stage.cancel(false));
        held.run();
        assertEquals(List.of(), ran);
        assertEquals(1, drain(semaphore));
    }

    @Test
    void aPermitThatAFunctionHasReceivedDoesNotGoBack() {
        AsyncSemaphore semaphore = new AsyncSemaphore(1);
        CompletableFuture<Void> acquire = semaphore.acquire();
        CompletableFuture<Void> late = acquire.thenRunAsync(() -> {}, held);
        acquire.thenRun(() -> {});
        assertTrue(late.cancel(false));
        assertEquals(0, drain(semaphore));
    }

    @Test
    void aGrantedPermitGoesBackBeforeItIsDelivered() throws IOException {
        AsyncSemaphore semaphore = new AsyncSemaphore(0);
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Integer> turn = connection.channel().readLine().thenApply(line -> {
                CompletableFuture<Void> acquire = semaphore.acquire();
                semaphore.release();
                assertFalse(acquire.isDone(), "completes later in the turn");
                assertTrue(acquire.cancel(false));
                return drain(semaphore);
            });
            connection.peer().send("go\n");
            assertEquals(1, Await.value(turn));
        }
    }
}
