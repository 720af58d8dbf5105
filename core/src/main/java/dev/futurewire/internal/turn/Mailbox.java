package dev.futurewire.internal.turn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What other threads ask of a channel while somebody is inside it: a lock-free stack, taken whole and reversed. A channel
 * is one, rather than that it has one: an object less for each.
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

    /** A request, and how many bytes it and all older ones bring along. */
    private record Request(
            Runnable action, long bytes, @Nullable Request older) {}

    public final void addRequest(Runnable action) {
        addRequest(action, 0);
    }

    /** Adds a request that brings bytes along. */
    public final void addRequest(Runnable action, int count) {
        while (true) {
            Request seen = newest;
            long bytes = (seen == null ? 0 : seen.bytes()) + count;
            if (NEWEST.compareAndSet(this, seen, new Request(action, bytes, seen))) {
                return;
            }
        }
    }

    /** How many bytes the requests bring along that nobody has taken yet. */
    public final long requestedBytes() {
        Request seen = newest;
        return seen == null ? 0 : seen.bytes();
    }

    public final boolean hasRequests() {
        return newest != null;
    }

    /**
     * Runs all requests, the oldest first. One that throws does not keep the others from being run: each may have a future
     * that waits for it. For the owner.
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
