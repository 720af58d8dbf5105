package dev.futurewire.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread at a time drains, and no request is lost. */
class DrainLoopTest {
    private static final int THREADS = 4;
    private static final int REQUESTS = 20_000;

    /** Counts requests; a drain takes all that have been made. */
    private static final class Counter extends DrainLoop {
        final AtomicInteger requested = new AtomicInteger();
        private final AtomicInteger draining = new AtomicInteger();

        // Written by the thread that drains only.
        volatile int taken;
        volatile boolean overlapped;

        void request() {
            requested.incrementAndGet();
            if (enter()) {
                do {
                    overlapped |= draining.incrementAndGet() != 1;
                    taken += requested.getAndSet(0);
                    draining.decrementAndGet();
                } while (!leave());
            }
        }
    }

    @Test
    void aRequestDuringTheWorkIsServedByItsOwner() {
        Counter loop = new Counter();
        assertTrue(loop.enter());
        assertFalse(loop.enter());
        assertFalse(loop.enter());
        assertFalse(loop.leave());
        assertTrue(loop.leave());
        assertTrue(loop.enter());
        assertTrue(loop.leave());
    }

    @Test
    @Timeout(60)
    void threadsDrainOneAtATimeAndLoseNoRequest() throws InterruptedException {
        Counter loop = new Counter();
        CountDownLatch begin = new CountDownLatch(1);
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException interrupted) {
                    return;
                }
                for (int n = 0; n < REQUESTS; n++) {
                    loop.request();
                }
            });
            threads[i].start();
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertFalse(loop.overlapped);
        assertEquals(0, loop.requested.get());
        assertEquals(THREADS * REQUESTS, loop.taken);
    }
}
