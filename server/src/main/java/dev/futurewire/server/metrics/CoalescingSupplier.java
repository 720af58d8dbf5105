package dev.futurewire.server.metrics;

import java.util.function.Supplier;

/**
 * A value that costs something to make, made by one thread at a time. Each caller gets one whose making began after the
 * call: many callers at once share it.
 */
final class CoalescingSupplier<T> implements Supplier<T> {
    private final Supplier<? extends T> source;
    private T latest;
    private long begunAt;

    /** Makes a first value. */
    CoalescingSupplier(Supplier<? extends T> source) {
        this.source = source;
        begunAt = System.nanoTime();
        latest = source.get();
    }

    @Override
    public T get() {
        long calledAt = System.nanoTime();
        synchronized (this) {
            if (begunAt - calledAt <= 0) {
                long now = System.nanoTime();
                latest = source.get();
                begunAt = now;
            }
            return latest;
        }
    }
}
