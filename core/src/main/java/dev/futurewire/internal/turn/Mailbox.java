package dev.futurewire.internal.turn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    /** A request, and the number of bytes that it and all older ones carry. */
    private record Request(
            Runnable action, long bytes, @Nullable Request older) {}

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
            if (NEWEST.compareAndSet(this, seen, new Request(action, bytes, seen))) {
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
            Request request = (Request) NEWEST.getAndSet(this, null);
            Request oldest = null;
            while (request != null) {
                oldest = new Request(request.action(), request.bytes(), oldest);
                request = request.older();
            }
            for (; oldest != null; oldest = oldest.older()) {
                try {
                    oldest.action().run();
                } catch (RuntimeException | Error broken) {
                    failure = broken;
                }
            }
        }
        if (failure instanceof RuntimeException broken) {
            throw broken;
        }
        if (failure instanceof Error broken) {
            throw broken;
        }
    }
}
