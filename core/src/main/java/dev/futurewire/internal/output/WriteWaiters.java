package dev.futurewire.internal.output;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The operations that wait for output: writes above the high-water mark for the low one, flushes for their bytes, ends of
 * output for FIN. In the order of their calls; for the owner of the channel's turn.
 */
public final class WriteWaiters {
    private final ArrayDeque<PendingWrite> queue = new ArrayDeque<>(4);

    /** What the waiting operations are held against. */
    public interface Progress {
        /** Whether an operation need not wait any more. */
        boolean reached(PendingWrite operation);
    }

    public void add(PendingWrite operation) {
        // Withdrawn operations at either end are dropped here: the next turn may be far away.
        while (withdrawn(queue.peekLast())) {
            queue.removeLast();
        }
        while (withdrawn(queue.peekFirst())) {
            queue.removeFirst();
        }
        queue.addLast(operation);
    }

    private static boolean withdrawn(@Nullable PendingWrite operation) {
        return operation != null && operation.claimed();
    }

    public boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The operation that has waited longest; also for looking from outside, where it may be out of date. */
    @Nullable
    public PendingWrite first() {
        return queue.peekFirst();
    }

    /** Whether {@link #poll} would do something. */
    public boolean canPoll(Progress progress) {
        for (PendingWrite each : queue) {
            if (each.claimed() || progress.reached(each)) {
                return true;
            }
        }
        return false;
    }

    /** Removes and claims the first operation that need not wait any more; null if there is none. */
    @Nullable
    public PendingWrite poll(Progress progress) {
        for (Iterator<PendingWrite> each = queue.iterator(); each.hasNext(); ) {
            PendingWrite operation = each.next();
            if (operation.claimed()) {
                each.remove();
            } else if (progress.reached(operation)) {
                each.remove();
                if (operation.claim()) {
                    return operation;
                }
            }
        }
        return null;
    }
}
