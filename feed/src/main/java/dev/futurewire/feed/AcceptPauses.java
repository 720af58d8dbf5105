package dev.futurewire.feed;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tracks the viewers that have paused accepting. A pause ends when the last viewer that requested it leaves, unless one of them
 * requested a permanent pause; resuming ends all pauses. Thread-safe.
 */
final class AcceptPauses {
    private final Consumer<Boolean> pauseAccepting;
    private final Set<Object> holders = new HashSet<>();
    private boolean kept;

    /** Creates an instance; {@code pauseAccepting} pauses the servers if it gets true, and resumes them otherwise. */
    AcceptPauses(Consumer<Boolean> pauseAccepting) {
        this.pauseAccepting = pauseAccepting;
    }

    /** Pauses accepting until it is resumed or, unless {@code keep} is set, until the viewer leaves. */
    synchronized void pause(Object viewer, boolean keep) {
        holders.add(viewer);
        kept |= keep;
        pauseAccepting.accept(true);
    }

    /** Resumes accepting and ends all pauses. */
    synchronized void resume() {
        holders.clear();
        kept = false;
        pauseAccepting.accept(false);
    }

    /** Handles the departure of a viewer; returns whether that resumed accepting. */
    synchronized boolean left(Object viewer) {
        if (!holders.remove(viewer) || kept || !holders.isEmpty()) {
            return false;
        }
        pauseAccepting.accept(false);
        return true;
    }
}
