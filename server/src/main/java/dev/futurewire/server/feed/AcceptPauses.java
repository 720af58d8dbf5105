package dev.futurewire.server.feed;

import dev.futurewire.AsyncServer;
import java.util.HashSet;
import java.util.Set;

/**
 * Tracks the viewers that have paused accepting. A pause ends when the last viewer that requested it leaves, unless one of them
 * requested a permanent pause; resuming ends all pauses. Thread-safe.
 */
final class AcceptPauses {
    private final Set<Object> holders = new HashSet<>();
    private boolean kept;

    /** Pauses accepting until it is resumed or, unless {@code keep} is set, until the viewer leaves. */
    synchronized void pause(AsyncServer server, Object viewer, boolean keep) {
        holders.add(viewer);
        kept |= keep;
        server.pauseAccepting(true);
    }

    /** Resumes accepting and ends all pauses. */
    synchronized void resume(AsyncServer server) {
        holders.clear();
        kept = false;
        server.pauseAccepting(false);
    }

    /** Handles the departure of a viewer; returns whether that resumed accepting. */
    synchronized boolean left(AsyncServer server, Object viewer) {
        if (!holders.remove(viewer) || kept || !holders.isEmpty()) {
            return false;
        }
        server.pauseAccepting(false);
        return true;
    }
}
