package dev.futurewire.internal.registry;

import dev.futurewire.internal.channel.Logs;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Registration;
import dev.futurewire.observe.Warning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of connections that belong together: the one of their options, which is notified first, and those that joined later. Without listeners,
 * an event costs the read of a volatile field.
 */
public final class ConnectionListeners {
    private final @Nullable ConnectionListener first;

    /** Those that joined, in the order in which they did. Guarded by this. */
    private final List<ListenerRegistration> joined = new ArrayList<>();

    /** All listeners combined, or null if there is none. */
    private volatile @Nullable ConnectionListener all;

    /**
     * Creates the listeners of a server, or of the connected channels.
     *
     * @param first the listener that is always notified, or null
     */
    public ConnectionListeners(@Nullable ConnectionListener first) {
        this.first = first;
        all = first;
    }

    /**
     * Returns the listener to notify of an event.
     *
     * @return all listeners combined, or null
     */
    public @Nullable ConnectionListener all() {
        return all;
    }

    /**
     * Adds a listener, which is notified of all events from now on.
     *
     * @param listener the listener
     * @return its registration
     */
    public synchronized Registration join(ConnectionListener listener) {
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

    /**
     * Notifies the listeners of a warning; logs any exception and does not propagate it.
     *
     * @param warning the warning
     */
    public void warned(Warning warning) {
        warn(all, warning);
    }

    /** Notifies a listener, if there is one, of a warning. */
    static void warn(@Nullable ConnectionListener listener, Warning warning) {
        if (listener == null) {
            return;
        }
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
