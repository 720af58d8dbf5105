package dev.futurewire.server.metrics;

import java.util.function.Supplier;

/**
 * Supplies a value that is expensive to compute, computed by one thread at a time. Each caller gets a value whose computation
 * started after the call; concurrent callers share one.
 */
final class CoalescingSupplier<T> implements Supplier<T> {
    private final Supplier<? extends T> source;
    private T latest;
    private long startedAt;

    /** Computes a first value. */
    CoalescingSupplier(Supplier<? extends T> source) {
        this.source = source;
        startedAt = System.nanoTime();
        latest = source.get();
    }

    @Override
    public T get() {
        long calledAt = System.nanoTime();
        synchronized (this) {
            if (startedAt - calledAt <= 0) {
                long now = System.nanoTime();
                latest = source.get();
                startedAt = now;
            }
            return latest;
        }
    }
}
