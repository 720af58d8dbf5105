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
 * The pending futures of one connection's {@code closed()}, one for each call.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A connection may live for months, and a program may call {@code closed()} for every line. Cancelled futures are therefore
 * removed, and a future that the program has dropped must not be retained. A future without dependents is referenced weakly.
 * Deriving a stage (see {@link CloseFuture#newIncompleteFuture}) makes the reference strong.
 *
 * <p>{@code CompletableFuture.allOf} and {@code anyOf} add dependents without calling any method of the future; these are only
 * found by examining it. A new future is therefore referenced strongly until {@link #UNEXAMINED} more have been created, and
 * all futures are examined again from time to time. One case remains uncovered: a future that is set aside until that many
 * others have been created, then passed to {@code allOf} or {@code anyOf} alone, and dropped.
 */
public final class CloseFutures {
    /** Number of recent futures that are retained without being examined: 64. */
    static final int UNEXAMINED = 64;

    private static final int FIRST_SWEEP = 4 * UNEXAMINED;

    private final FutureContext context;

    /** Null until the first call of {@code closed()}; most connections have none. */
    private @Nullable Waiting waiting;

    private @Nullable CloseReason reason;

    public CloseFutures(FutureContext context) {
        this.context = context;
    }

    /** Registration of a pending future. */
    static final class Entry extends WeakReference<CloseFuture> {
        /** The future while it may have dependents, else null. */
        @SuppressWarnings("UnusedVariable") // keeps the referent reachable
        private @Nullable CloseFuture strong;

        private boolean examined;

        Entry(CloseFuture future, ReferenceQueue<CloseFuture> queue) {
            super(future, queue);
            strong = future;
        }
    }

    /** The registrations. Guarded by the enclosing object. */
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

    /**
     * Returns a new future that completes when the connection is closed.
     *
     * @return the future; complete if the connection is closed already
     */
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

    /** Examines a future that has lost a stage. */
    synchronized void examine(CloseFuture future) {
        Entry entry = future.entry;
        if (waiting != null && entry != null) {
            waiting.examine(entry);
        }
    }

    /** Retains a future that gets a dependent. Called with the lock. */
    void hold(CloseFuture future) {
        Entry entry = future.entry;
        if (entry != null) {
            entry.strong = future;
        }
    }

    /** Removes a completed future. Called with the lock. */
    void remove(CloseFuture future) {
        Entry entry = future.entry;
        future.entry = null;
        if (waiting != null && entry != null) {
            waiting.remove(entry);
        }
    }

    /**
     * Completes all futures. Called in the connection's turn.
     *
     * @param why the reason
     */
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

    /**
     * Returns the number of registered futures. For tests.
     *
     * @return the number
     */
    public synchronized int size() {
        return waiting == null ? 0 : waiting.entries.size();
    }
}
