package dev.futurewire.internal.server;

import java.util.ArrayDeque;

/**
 * The permits of a server's connections, one for each connection that it may have at once. A released permit goes to
 * the waiter that has waited longest, if any, so that no loop with a long queue of clients takes all of them.
 *
 * <p>Releasing a permit allocates no memory, since a lack of memory may have ended the connection.
 */
final class ConnectionPermits {
    /** Waits for a permit. */
    interface Waiter {
        /** Called when the waiter has received a permit; it no longer waits. Any thread, no lock held. */
        void granted();
    }

    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private int free;

    ConnectionPermits(int count) {
        free = count;
    }

    /** Takes a permit if one is available. */
    synchronized boolean take() {
        if (free == 0) {
            return false;
        }
        free--;
        return true;
    }

    /** Takes a permit if one is available; otherwise adds the waiter unless it waits already. */
    synchronized boolean takeOrWait(Waiter waiter) {
        if (take()) {
            waiters.remove(waiter);
            return true;
        }
        if (!waiters.contains(waiter)) {
            waiters.add(waiter);
        }
        return false;
    }

    /** Releases the permit of a connection that has ended or never started. */
    void release() {
        Waiter next;
        synchronized (this) {
            next = waiters.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.granted();
        }
    }

    /** Releases a permit without granting it to a waiter, while none may use it. */
    synchronized void putBack() {
        free++;
    }

    /** Removes a waiter. It may have received a permit already. */
    synchronized void cancel(Waiter waiter) {
        waiters.remove(waiter);
    }
}
