package dev.futurewire.internal.server;

import dev.futurewire.internal.channel.Logs;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Registration;
import dev.futurewire.observe.Warning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a server: the one of its options, which is notified first, and those that joined later. Without listeners,
 * an event costs the read of a volatile field.
 */
final class ServerListeners {
    private final @Nullable ConnectionListener first;

    /** Those that joined, in the order in which they did. Guarded by this. */
    private final List<ListenerRegistration> joined = new ArrayList<>();

    /** All listeners combined, or null if there is none. */
    private volatile @Nullable ConnectionListener all;

    ServerListeners(@Nullable ConnectionListener first) {
        this.first = first;
        all = first;
    }

    /** Returns the listener to notify of an event, or null. */
    @Nullable
    ConnectionListener all() {
        return all;
    }

    /** Adds a listener, which is notified of all events from now on. */
    synchronized Registration join(ConnectionListener listener) {
        ListenerRegistration registration = new ListenerRegistration(listener, this::leave);
        joined.add(registration);
        combine();
        return registration;
    }

    private synchronized void leave(ListenerRegistration registration) {
        if (joined.remove(registration)) {
            combine();
        }
    }

    private void combine() {
        ConnectionListener combined = first;
        for (ListenerRegistration each : joined) {
            combined = combined == null ? each : combined.andThen(each);
        }
        all = combined;
    }

    /** Notifies the listeners of a warning; logs any exception and does not propagate it. */
    void warned(Warning warning) {
        ConnectionListener listener = all;
        if (listener != null) {
            try {
                listener.warning(warning);
            } catch (RuntimeException | Error failure) {
                Logs.limited(
                        System.Logger.Level.WARNING,
                        "failures of connection listeners",
                        () -> "a connection listener failed",
                        failure);
            }
        }
    }
}
