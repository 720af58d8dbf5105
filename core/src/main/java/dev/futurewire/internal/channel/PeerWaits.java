package dev.futurewire.internal.channel;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The futures that wait for the peer's end. Those with nothing attached are held weakly. For any thread. */
final class PeerWaits {
    /** How many are held weakly before those that are gone are looked for. */
    private static final int FEW = 16;

    private final Set<PeerWait> kept = new LinkedHashSet<>();
    private final List<WeakReference<PeerWait>> loose = new ArrayList<>();
    private int purgeAt = FEW;

    synchronized void add(PeerWait wait) {
        if (wait.isDone()) {
            return;
        }
        if (wait.join(this)) {
            kept.add(wait);
            return;
        }
        if (loose.size() >= purgeAt) {
            loose.removeIf(each -> {
                PeerWait known = each.get();
                return known == null || known.isDone() || kept.contains(known);
            });
            purgeAt = Math.max(FEW, 2 * loose.size());
        }
        loose.add(new WeakReference<>(wait));
    }

    /** Something has been attached. */
    synchronized void keep(PeerWait wait) {
        if (!wait.isDone()) {
            kept.add(wait);
        }
    }

    /** It was given up. */
    synchronized void forget(PeerWait wait) {
        kept.remove(wait);
    }

    /** Whether nothing waits. */
    synchronized boolean isEmpty() {
        return kept.isEmpty() && loose.isEmpty();
    }

    /** Takes all that still wait. */
    synchronized List<PeerWait> take() {
        Set<PeerWait> all = new LinkedHashSet<>(kept);
        for (WeakReference<PeerWait> each : loose) {
            PeerWait known = each.get();
            if (known != null) {
                all.add(known);
            }
        }
        kept.clear();
        loose.clear();
        return List.copyOf(all);
    }

    /** How many are held, in one way or the other; for tests. */
    synchronized int size() {
        return kept.size() + loose.size();
    }
}
