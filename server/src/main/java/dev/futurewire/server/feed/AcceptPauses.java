package dev.futurewire.server.feed;

import dev.futurewire.AsyncServer;
import java.util.HashSet;
import java.util.Set;

/**
 * Which viewers keep a server from accepting. A pause ends with the last viewer that asked for it, unless one asked for a
 * pause that stays; a viewer that resumes ends all of them. Thread-safe.
 */
final class AcceptPauses {
    private final Set<Object> holders = new HashSet<>();
    private boolean kept;

    /** Pauses accepting, as long as the viewer is there or until it is resumed. */
    synchronized void pause(AsyncServer server, Object viewer, boolean keep) {
        holders.add(viewer);
        kept |= keep;
        server.pauseAccepting(true);
    }

    /** Resumes accepting. */
    synchronized void resume(AsyncServer server) {
        holders.clear();
        kept = false;
        server.pauseAccepting(false);
    }

    /** A viewer has left; whether accepting was resumed because of that. */
    synchronized boolean left(AsyncServer server, Object viewer) {
        if (!holders.remove(viewer) || kept || !holders.isEmpty()) {
            return false;
        }
        server.pauseAccepting(false);
        return true;
    }
}
