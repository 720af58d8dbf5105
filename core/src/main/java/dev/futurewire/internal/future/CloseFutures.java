package dev.futurewire.internal.future;

import dev.futurewire.CloseReason;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The futures that wait for a connection's end, one for each call of {@code closed()}.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A connection may live for months, and a program may ask with every line whether it has ended. So nothing is kept of a
 * future that was cancelled, and nothing of one that the program has dropped: it is referenced weakly, unless something is
 * to happen when it completes. That is known where a stage is made of it (see {@link CloseFuture#newIncompleteFuture}), which
 * makes the reference strong before anything can be lost.
 *
 * <p>{@code CompletableFuture.allOf} and {@code anyOf} attach themselves without calling any method of the future. Their
 * traces are seen when a future is examined. So a future that is new is referenced strongly until {@link #UNEXAMINED} more
 * have been asked for, and all are examined again from time to time. What is left is a future that was kept aside for so many
 * others, was then given to nothing but {@code allOf} or {@code anyOf}, and dropped.
 */
public final class CloseFutures {
    /** How many futures are kept although it is not known that they are needed: the last 64. */
    static final int UNEXAMINED = 64;

    private static final int FIRST_SWEEP = 4 * UNEXAMINED;

    private final FutureContext context;

    /** Null while nothing has waited: most connections end without. */
    private @Nullable Waiting waiting;

    private @Nullable CloseReason reason;

    public CloseFutures(FutureContext context) {
        this.context = context;
    }

    /** A future that waits. */
    static final class Entry extends WeakReference<CloseFuture> {
        /** Itself, while it may be needed although the program has dropped it. */
        @SuppressWarnings("UnusedVariable") // it is there for the garbage collector to follow
        private @Nullable CloseFuture strong;

        private boolean examined;

        Entry(CloseFuture future, ReferenceQueue<CloseFuture> queue) {
            super(future, queue);
            strong = future;
        }
    }

    /** The futures that wait. Under the ending's lock. */
    private static final class Waiting {
        private final Set<Entry> entries = new HashSet<>(4);
        private final ArrayDeque<Entry> unexamined = new ArrayDeque<>(2);
        private final ReferenceQueue<CloseFuture> dropped = new ReferenceQueue<>();
        private int sweepAt = FIRST_SWEEP;

        void add(CloseFuture future) {
            for (Reference<?> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
                entries.remove(gone);
            }
            Entry entry = new Entry(future, dropped);
            future.entry = entry;
            entries.add(entry);
            unexamined.addLast(entry);
            if (unexamined.size() > UNEXAMINED) {
                Entry oldest = unexamined.removeFirst();
                oldest.examined = true;
                examine(oldest);
            }
            if (entries.size() >= sweepAt) {
                List.copyOf(entries).forEach(this::examine);
                sweepAt = Math.max(FIRST_SWEEP, 2 * entries.size());
            }
        }

        void examine(Entry entry) {
            CloseFuture future = entry.get();
            if (future == null) {
                entries.remove(entry);
            } else if (entry.examined) {
                entry.strong = future.needed() ? future : null;
            }
        }

        void remove(Entry entry) {
            entries.remove(entry);
            entry.strong = null;
            if (!entry.examined) {
                unexamined.remove(entry);
            }
        }
    }

    /** One more that waits, or a complete one. */
    public CompletableFuture<CloseReason> future() {
        CloseFuture future = new CloseFuture(context, this);
        CloseReason known;
        synchronized (this) {
            known = reason;
            if (known == null) {
                add(future);
            }
        }
        if (known != null) {
            future.resolve(known);
        }
        return future;
    }

    private void add(CloseFuture future) {
        Waiting known = waiting;
        if (known == null) {
            known = new Waiting();
            waiting = known;
        }
        known.add(future);
    }

    /** A stage of it is gone: is it needed still? */
    synchronized void examine(CloseFuture future) {
        Entry entry = future.entry;
        if (waiting != null && entry != null) {
            waiting.examine(entry);
        }
    }

    /** Something is being made of it. Under the lock. */
    void hold(CloseFuture future) {
        Entry entry = future.entry;
        if (entry != null) {
            entry.strong = future;
        }
    }

    /** It has completed. Under the lock. */
    void remove(CloseFuture future) {
        Entry entry = future.entry;
        future.entry = null;
        if (waiting != null && entry != null) {
            waiting.remove(entry);
        }
    }

    /** The connection has ended. In its turn. */
    public void end(CloseReason why) {
        List<CloseFuture> all = new ArrayList<>();
        synchronized (this) {
            reason = why;
            if (waiting != null) {
                for (Entry entry : waiting.entries) {
                    CloseFuture future = entry.get();
                    if (future != null) {
                        all.add(future);
                    }
                }
            }
        }
        all.forEach(future -> future.resolve(why));
    }

    /** How many futures are kept track of. For tests. */
    public synchronized int size() {
        return waiting == null ? 0 : waiting.entries.size();
    }
}
