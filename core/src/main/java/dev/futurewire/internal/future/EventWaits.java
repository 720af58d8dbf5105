package dev.futurewire.internal.future;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Registry of the futures that wait for an event. Those without dependent stages are held weakly. Thread-safe. */
public final class EventWaits {
    /** Number of weak references at which cleared ones are purged for the first time. */
    private static final int INITIAL_PURGE_SIZE = 16;

    private final Set<EventWait> strong = new LinkedHashSet<>();
    private final List<WeakReference<EventWait>> weak = new ArrayList<>();
    private int purgeAt = INITIAL_PURGE_SIZE;

    /** Adds a future. */
    public synchronized void add(EventWait wait) {
        if (wait.isDone()) {
            return;
        }
        if (wait.register(this)) {
            strong.add(wait);
        } else {
            addWeakly(wait);
        }
    }

    /** Adds a future, or the reference to one, that is held weakly even if it has dependent stages. */
    private void addWeakly(EventWait wait) {
        if (weak.size() >= purgeAt) {
            weak.removeIf(each -> {
                EventWait known = each.get();
                return known == null || known.isDone() || strong.contains(known);
            });
            purgeAt = Math.max(INITIAL_PURGE_SIZE, 2 * weak.size());
        }
        weak.add(new WeakReference<>(wait));
    }

    /** Holds a future strongly because it has a dependent stage. */
    synchronized void holdStrongly(EventWait wait) {
        if (!wait.isDone()) {
            strong.add(wait);
        }
    }

    /** Moves the futures of another registry here, where they are held weakly until further stages depend on them. */
    public synchronized void addWeakly(EventWaits others) {
        for (EventWait each : others.take()) {
            each.register(this);
            addWeakly(each);
        }
    }

    /** Removes a future that was cancelled. */
    synchronized void remove(EventWait wait) {
        strong.remove(wait);
    }

    /** Whether no future waits. */
    public synchronized boolean isEmpty() {
        return strong.isEmpty() && weak.isEmpty();
    }

    /** Removes and returns all futures. */
    public synchronized List<EventWait> take() {
        Set<EventWait> all = new LinkedHashSet<>(strong);
        for (WeakReference<EventWait> each : weak) {
            EventWait known = each.get();
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
