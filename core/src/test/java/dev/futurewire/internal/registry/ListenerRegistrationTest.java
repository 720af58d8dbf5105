package dev.futurewire.internal.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Registration;
import dev.futurewire.observe.Warning;
import dev.futurewire.support.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Registration#close} promises, under races. */
@Timeout(60)
final class ListenerRegistrationTest {
    private static final Warning WARNING = new Warning(Warning.Kind.SLOW_CONSUMER, 1, "slow", null, List.of());

    private final ConnectionListeners listeners = new ConnectionListeners(null);

    @Test
    void noCallBeginsAfterTheRegistrationWasClosed() {
        for (int round = 0; round < 2_000; round++) {
            Late late = new Late();
            Registration registration = listeners.join(late);
            ConnectionListener chosen = listeners.all();
            CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20; i++) {
                    chosen.warning(WARNING);
                }
            });
            registration.close();
            late.closed = true;
            Await.value(calls);
            assertEquals(0, late.calls.get(), "calls after the registration was closed, in round " + round);
        }
    }

    @Test
    void closeWaitsForTheCallInProgress() {
        CompletableFuture<Void> entered = new CompletableFuture<>();
        CompletableFuture<Void> leave = new CompletableFuture<>();
        CompletableFuture<Void> left = new CompletableFuture<>();
        Registration registration = listeners.join(new ConnectionListener() {
            @Override
            public void warning(Warning warning) {
                entered.complete(null);
                Await.value(leave);
                left.complete(null);
            }
        });
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> listeners.warned(WARNING));
        Await.value(entered);
        AtomicReference<Boolean> leftBefore = new AtomicReference<>();
        Thread closer = new Thread(() -> {
            registration.close();
            leftBefore.set(left.isDone());
        });
        closer.start();
        Await.until(
                "close() waits or has returned",
                () -> closer.getState() == Thread.State.TIMED_WAITING || !closer.isAlive());
        leave.complete(null);
        Await.value(call);
        Await.until("close() has returned", () -> leftBefore.get() != null);
        assertTrue(leftBefore.get(), "close() returned while a call was in progress");
    }

    @Test
    void aListenerMayCloseItsOwnRegistration() {
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<Registration> own = new AtomicReference<>();
        own.set(listeners.join(new ConnectionListener() {
            @Override
            public void warning(Warning warning) {
                calls.incrementAndGet();
                own.get().close();
            }
        }));
        listeners.warned(WARNING);
        listeners.warned(WARNING);
        assertEquals(1, calls.get());
    }

    @Test
    void closingTwiceLeavesOtherRegistrationsAlone() {
        AtomicInteger calls = new AtomicInteger();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void warning(Warning warning) {
                calls.incrementAndGet();
            }
        };
        Registration first = listeners.join(listener);
        listeners.join(listener);
        first.close();
        first.close();
        listeners.warned(WARNING);
        assertEquals(1, calls.get());
    }

    /** Counts the calls that begin after its registration was closed. */
    private static final class Late implements ConnectionListener {
        final AtomicInteger calls = new AtomicInteger();
        volatile boolean closed;

        @Override
        public void warning(Warning warning) {
            if (closed) {
                calls.incrementAndGet();
            }
        }
    }
}
