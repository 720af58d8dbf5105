package dev.futurewire.internal.task;

import org.jspecify.annotations.Nullable;

/**
 * A list of waiters, the one that has waited longest first. The links are fields of the waiters, so that one can be removed
 * from the middle at once. Guarded by the owner's lock.
 *
 * @param <W> the class of the waiters
 */
final class WaiterList<W extends Waiter<?>> {
    private @Nullable Waiter<?> first;
    private @Nullable Waiter<?> last;

    void add(W waiter) {
        Waiter<?> before = last;
        waiter.previous = before;
        waiter.listed = true;
        if (before == null) {
            first = waiter;
        } else {
            before.next = waiter;
        }
        last = waiter;
    }

    /** Removes and returns the waiter that has waited longest, or null. */
    @SuppressWarnings("unchecked") // add() takes no other
    @Nullable
    W poll() {
        Waiter<?> found = first;
        if (found != null) {
            remove(found);
        }
        return (W) found;
    }

    /** Removes a waiter, if it is in the list. */
    void remove(Waiter<?> waiter) {
        if (!waiter.listed) {
            return;
        }
        Waiter<?> before = waiter.previous;
        Waiter<?> after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.listed = false;
    }

    /** Counts the waiters. */
    int size() {
        int count = 0;
        for (Waiter<?> each = first; each != null; each = each.next) {
            count++;
        }
        return count;
    }
}
