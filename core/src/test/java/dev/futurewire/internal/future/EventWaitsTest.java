package dev.futurewire.internal.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.time.Timer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cancelled and unreachable futures are not retained. */
@Tag("slow")
final class EventWaitsTest {
    private final FutureContext context = new FutureContext() {
        @Override
        public long id() {
            return 0;
        }

        @Override
        public Timer timer() {
            return new ManualTimer();
        }

        @Override
        public void dispatch(Runnable completion) {
            completion.run();
        }
    };
    private final EventWaits waits = new EventWaits();

    private EventWait added() {
        EventWait wait = new EventWait(context, "peerClosed");
        waits.add(wait);
        return wait;
    }

    @Test
    void cancelledFuturesAreReleased() {
        for (int i = 0; i < 10_000; i++) {
            added().cancel(false);
            added().thenRun(() -> {}).cancel(false);
        }
        assertTrue(waits.size() < 100, () -> waits.size() + " are held");
    }

    @Test
    void unreachableFuturesAreReleased() {
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 1_000; i++) {
                added();
            }
            System.gc();
        }
        assertTrue(waits.size() < 15_000, () -> waits.size() + " are held");
    }

    @Test
    void callsTheDependentsOfAFutureThatTheProgramDoesNotReference() {
        List<Integer> called = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            added().thenRun(() -> called.add(number));
        }
        System.gc();
        waits.take().forEach(EventWait::finish);
        assertEquals(100, called.size());
    }
}
