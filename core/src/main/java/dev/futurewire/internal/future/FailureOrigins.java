package dev.futurewire.internal.future;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records which connection produced a failure. The exception type is not sufficient: a handler that reads a file, queries a
 * backend or sets a timeout of its own meets the same exception types as one whose peer has disconnected.
 *
 * <p>Failures are compared by identity and referenced weakly, so an entry lasts as long as its failure and connections hold no
 * state for it. A failure that breaks a connection is not recorded here, since the connection stores it. Thread-safe.
 */
public final class FailureOrigins {
    /** Connection numbers by failure. */
    private static final ConcurrentHashMap<Origin, Long> KNOWN = new ConcurrentHashMap<>();

    private static final ReferenceQueue<Throwable> FORGOTTEN = new ReferenceQueue<>();

    private FailureOrigins() {}

    /**
     * Records that a connection has produced a failure.
     *
     * @param context the context of the failed operation; nothing is recorded if it is no connection
     * @param failure a new failure
     * @param <X> the type of the failure
     * @return the failure
     */
    public static <X extends Throwable> X mark(@Nullable FutureContext context, X failure) {
        long connection = context == null ? 0 : context.id();
        if (connection != 0) {
            for (Reference<?> gone = FORGOTTEN.poll(); gone != null; gone = FORGOTTEN.poll()) {
                KNOWN.remove(gone);
            }
            KNOWN.put(new Origin(failure, FORGOTTEN), connection);
        }
        return failure;
    }

    /**
     * Returns whether a connection produced a failure.
     *
     * @param context the connection
     * @param failure any failure
     * @return true if it was {@linkplain #mark marked} as that connection's
     */
    public static boolean isFrom(FutureContext context, Throwable failure) {
        Long connection = KNOWN.get(new Origin(failure, null));
        return connection != null && connection == context.id();
    }

    /**
     * Returns whether any connection produced a failure.
     *
     * @param failure any failure
     * @return true if it was {@linkplain #mark marked}
     */
    public static boolean isMarked(Throwable failure) {
        return KNOWN.containsKey(new Origin(failure, null));
    }

    /**
     * Returns the number of recorded failures. For tests.
     *
     * @return the number
     */
    public static int size() {
        return KNOWN.size();
    }

    private static final class Origin extends WeakReference<Throwable> {
        private final int hash;

        Origin(Throwable failure, @Nullable ReferenceQueue<Throwable> queue) {
            super(failure, queue);
            hash = System.identityHashCode(failure);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Throwable failure = get();
            return failure != null && other instanceof Origin origin && origin.refersTo(failure);
        }
    }
}
