package dev.futurewire.internal.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way in the memory network: completions of reads and writes, and connection attempts. Each source delivers in
 * order. Among the sources, a known generator of random numbers chooses, or they take turns. Thread-safe.
 */
final class Arrivals {
    private final @Nullable RandomGenerator random;

    /** The sources with something to deliver, in the order in which they got it. */
    private final List<Source> ready = new ArrayList<>();

    /**
     * Creates an empty instance.
     *
     * @param random chooses the source that delivers next; null if they take turns
     */
    Arrivals(@Nullable RandomGenerator random) {
        this.random = random;
    }

    /** Returns a new source, such as one end of a connection. */
    Executor source() {
        return new Source();
    }

    /** Delivers one arrival on the current thread; returns false if there is none. */
    boolean deliverNext() {
        Runnable next = takeNext();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    private synchronized @Nullable Runnable takeNext() {
        if (ready.isEmpty()) {
            return null;
        }
        Source source = ready.remove(random == null ? 0 : random.nextInt(ready.size()));
        Runnable next = source.waiting.poll();
        if (!source.waiting.isEmpty()) {
            ready.add(source);
        }
        return next;
    }

    private final class Source implements Executor {
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void execute(Runnable arrival) {
            synchronized (Arrivals.this) {
                if (waiting.isEmpty()) {
                    ready.add(this);
                }
                waiting.add(arrival);
            }
        }
    }
}
