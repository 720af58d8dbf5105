package dev.futurewire.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.Futures;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A delay in virtual time, on a connection's turn and elsewhere. */
final class DelayTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void completesAfterItsTimeAndNotBefore() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Void> delay = turn.call(() -> Futures.delay(SECOND));
            turn.advance(Duration.ofMillis(990));
            assertFalse(delay.isDone());
            turn.advance(Duration.ofMillis(20));
            assertTrue(delay.isDone());
            assertEquals(0, turn.alarms());
        }
    }

    @Test
    void completesOnTheTurnInWhichItWasAskedFor() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Boolean> onTurn =
                    turn.call(() -> Futures.delay(SECOND).thenApply(done -> turn.isCurrent()));
            turn.advance(Duration.ofMillis(1_010));
            assertTrue(Await.value(onTurn));
        }
    }

    @Test
    void completesOnALoopIfItWasAskedForElsewhere() {
        CompletableFuture<LoopThread> thread =
                Futures.delay(Duration.ofMillis(20)).thenApply(done -> LoopThread.current());
        assertNotNull(Await.value(thread));
    }

    @Test
    void endsAtTheNextTickIfItIsZeroOrNegative() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Void> zero = turn.call(() -> Futures.delay(Duration.ZERO));
            CompletableFuture<Void> negative = turn.call(() -> Futures.delay(Duration.ofDays(-1_000_000)));
            assertFalse(zero.isDone());
            turn.advance(Duration.ofMillis(10));
            assertTrue(zero.isDone() && negative.isDone());
        }
    }

    @Test
    void neverEndsIfItIsLongerThanTheClock() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Void> delay = turn.call(() -> Futures.delay(Duration.ofSeconds(Long.MAX_VALUE)));
            turn.timer.advance(Duration.ofDays(10_000));
            turn.settle();
            assertFalse(delay.isDone());
            assertTrue(delay.cancel(false));
        }
    }

    @Test
    void releasesTheTimerWhenItOrADerivedStageIsCancelled() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            CompletableFuture<Void> delay = turn.call(() -> Futures.delay(SECOND));
            CompletableFuture<String> derived =
                    turn.call(() -> Futures.delay(SECOND).thenApply(done -> "late"));
            assertEquals(2, turn.alarms());
            assertTrue(delay.cancel(true));
            assertTrue(derived.cancel(true));
            assertEquals(0, turn.alarms());
        }
    }

    @Test
    void aLineThatHasArrivedByThenIsDeliveredFirst() throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            turn.run(() -> {
                turn.channel().readLine().thenAccept(order::add);
                Futures.delay(SECOND).thenRun(() -> order.add("delay"));
            });
            turn.run(() -> {
                // On the turn: both the line and the end of the delay are reported while it is busy.
                turn.timer.advance(Duration.ofMillis(1_010));
                turn.peer().send("line\n");
            });
            Await.until("both have been reported", () -> order.size() == 2);
            assertEquals(List.of("line", "delay"), order);
        }
    }

    @Test
    void nullIsRejected() {
        assertThrows(NullPointerException.class, () -> Futures.delay(null));
    }
}
