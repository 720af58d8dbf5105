package dev.futurewire.internal.output;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Operations that wait for output, in the order of their calls: writes for the low-water mark, flushes for their bytes, shutdowns
 * for FIN. Confined to the owner of the channel's turn.
 */
public final class WriteWaiters {
    private final ArrayDeque<PendingWrite> queue = new ArrayDeque<>(4);

    /** Condition that completes waiting operations. */
    public interface Progress {
        /** Whether the condition is met for an operation. */
        boolean reached(PendingWrite operation);
    }

    public void add(PendingWrite operation) {
        // Removes cancelled operations at either end, as the next turn may be far away.
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

    /** The first operation, or null. Also read by other threads, for monitoring; may be out of date. */
    @Nullable
    public PendingWrite first() {
        return queue.peekFirst();
    }

    /** Whether {@link #poll} would remove an operation. */
    public boolean canPoll(Progress progress) {
        for (PendingWrite each : queue) {
            if (each.claimed() || progress.reached(each)) {
                return true;
            }
        }
        return false;
    }

    /** Removes and claims the first operation whose condition is met; null if there is none. */
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
