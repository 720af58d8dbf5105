package dev.futurewire.internal.future;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which connection a failure came from. The type of a failure does not say: a handler that reads a file, asks a backend or
 * sets a deadline of its own meets the same types as one whose peer has gone.
 *
 * <p>Failures are remembered by identity and weakly, so that an entry lasts as long as its failure does and a connection
 * holds nothing for it. What breaks a connection for good is not entered here: the connection knows it. Any thread.
 */
public final class FailureOrigins {
    /** The numbers of the connections. */
    private static final ConcurrentHashMap<Origin, Long> KNOWN = new ConcurrentHashMap<>();

    private static final ReferenceQueue<Throwable> FORGOTTEN = new ReferenceQueue<>();

    private FailureOrigins() {}

    /**
     * Notes that a connection has produced a failure.
     *
     * @param context where the failed operation belongs; nothing is noted unless that is a connection
     * @param failure a new one
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

    /** Whether the failure was {@link #mark marked} as this connection's. */
    public static boolean isFrom(FutureContext context, Throwable failure) {
        Long connection = KNOWN.get(new Origin(failure, null));
        return connection != null && connection == context.id();
    }

    /** Whether the failure was {@link #mark marked} as any connection's. */
    public static boolean isMarked(Throwable failure) {
        return KNOWN.containsKey(new Origin(failure, null));
    }

    /** How many failures are known. For tests. */
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
