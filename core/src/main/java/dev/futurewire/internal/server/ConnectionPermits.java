package dev.futurewire.internal.server;

import java.util.ArrayDeque;

/**
 * The permits of a server's connections: as many as it may have at once. A permit that is released goes to the waiter that has
 * waited longest, if there is one, so that no loop with a busy queue of clients takes all of them.
 *
 * <p>Releasing a permit allocates no memory: a connection may have ended for want of it.
 */
final class ConnectionPermits {
    /** An owner of a client that waits for a permit. */
    interface Waiter {
        /** The waiter has got a permit, and no longer waits. Any thread, no lock held. */
        void granted();
    }

    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private int free;

    ConnectionPermits(int count) {
        free = count;
    }

    /** Takes a permit, if one is free. */
    synchronized boolean take() {
        if (free == 0) {
            return false;
        }
        free--;
        return true;
    }

    /** Takes a permit, if one is free; otherwise the waiter waits for one, if it does not wait already. */
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

    /** Releases a permit: its connection has ended, or never began. */
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

    /** Releases a permit without granting it to a waiter: none may use it now. */
    synchronized void keep() {
        free++;
    }

    /** The waiter no longer waits; it may have got a permit already. */
    synchronized void leave(Waiter waiter) {
        waiters.remove(waiter);
    }
}
