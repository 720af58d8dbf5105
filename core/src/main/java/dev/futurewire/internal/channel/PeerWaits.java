package dev.futurewire.internal.channel;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Registry of the futures that wait for the peer's end. Those without dependent stages are held weakly. Thread-safe. */
final class PeerWaits {
    /** Number of weak references at which cleared ones are purged for the first time. */
    private static final int INITIAL_PURGE_SIZE = 16;

    private final Set<PeerWait> strong = new LinkedHashSet<>();
    private final List<WeakReference<PeerWait>> weak = new ArrayList<>();
    private int purgeAt = INITIAL_PURGE_SIZE;

    synchronized void add(PeerWait wait) {
        if (wait.isDone()) {
            return;
        }
        if (wait.register(this)) {
            strong.add(wait);
            return;
        }
        if (weak.size() >= purgeAt) {
            weak.removeIf(each -> {
                PeerWait known = each.get();
                return known == null || known.isDone() || strong.contains(known);
            });
            purgeAt = Math.max(INITIAL_PURGE_SIZE, 2 * weak.size());
        }
        weak.add(new WeakReference<>(wait));
    }

    /** Holds a future strongly because it has a dependent stage. */
    synchronized void holdStrongly(PeerWait wait) {
        if (!wait.isDone()) {
            strong.add(wait);
        }
    }

    /** Removes a future that was cancelled. */
    synchronized void remove(PeerWait wait) {
        strong.remove(wait);
    }

    /** Whether no future waits. */
    synchronized boolean isEmpty() {
        return strong.isEmpty() && weak.isEmpty();
    }

    /** Removes and returns all futures. */
    synchronized List<PeerWait> take() {
        Set<PeerWait> all = new LinkedHashSet<>(strong);
        for (WeakReference<PeerWait> each : weak) {
            PeerWait known = each.get();
            if (known != null) {
                all.add(known);
            }
        }
        strong.clear();
        weak.clear();
        return List.copyOf(all);
    }

    /** Number of references held, strong and weak; for tests. */
    synchronized int size() {
        return strong.size() + weak.size();
    }
}
