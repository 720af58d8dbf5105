package dev.futurewire.internal.turn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests that other threads leave for the owner of a task: a lock-free stack that the owner takes as a whole and reverses. A
 * base class rather than a field, which saves one object per connection.
 */
public class Mailbox {
    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(Mailbox.class, "newest", Request.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile @Nullable Request newest;

    /**
     * A request.
     *
     * @param bytes the number of bytes that this request and all older ones carry
     * @param running the number of bytes of the requests that the owner has taken and is running
     */
    private record Request(
            Runnable action,
            long bytes,
            long running,
            @Nullable Request older) {}

    /**
     * Adds a request.
     *
     * @param action runs when the owner takes the request
     */
    public final void addRequest(Runnable action) {
        addRequest(action, 0);
    }

    /**
     * Adds a request that carries bytes.
     *
     * @param action runs when the owner takes the request
     * @param count the number of bytes
     */
    public final void addRequest(Runnable action, int count) {
        while (true) {
            Request seen = newest;
            long bytes = (seen == null ? 0 : seen.bytes()) + count;
            long running = seen == null ? 0 : seen.running();
            if (NEWEST.compareAndSet(this, seen, new Request(action, bytes, running, seen))) {
                return;
            }
        }
    }

    /**
     * Returns the number of bytes that pending requests carry.
     *
     * @return the number of bytes
     */
    public final long requestedBytes() {
        Request seen = newest;
        return seen == null ? 0 : seen.bytes();
    }

    /**
     * Returns the number of bytes of the requests that the owner is running, whether they have taken effect or not.
     *
     * @return the number of bytes
     */
    public final long runningBytes() {
        Request seen = newest;
        return seen == null ? 0 : seen.running();
    }

    /**
     * Returns whether requests are pending.
     *
     * @return true if so
     */
    public final boolean hasRequests() {
        return newest != null;
    }

    /**
     * Runs all pending requests, oldest first. If one throws, the others still run, since each may have a pending future; the last
     * exception is rethrown. For the owner.
     */
    public final void runRequests() {
        Throwable failure = null;
        while (newest != null) {
            Request taken;
            Request running;
            do {
                taken = Objects.requireNonNull(newest);
                // Stays in place of the requests until they have run, and counts their bytes.
                running = taken.bytes() == 0 ? null : new Request(Mailbox::nothing, 0, taken.bytes(), null);
            } while (!NEWEST.compareAndSet(this, taken, running));
            Request oldest = null;
            for (Request each = taken; each != null; each = each.older()) {
                oldest = new Request(each.action(), each.bytes(), 0, oldest);
            }
            for (; oldest != null; oldest = oldest.older()) {
                try {
                    oldest.action().run();
                } catch (RuntimeException | Error broken) {
                    failure = broken;
                }
            }
            if (running != null) {
                NEWEST.compareAndSet(this, running, null);
            }
        }
        if (failure instanceof RuntimeException broken) {
            throw broken;
        }
        if (failure instanceof Error broken) {
            throw broken;
        }
    }

    private static void nothing() {}
}
