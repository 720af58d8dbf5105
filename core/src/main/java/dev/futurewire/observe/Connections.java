package dev.futurewire.observe;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.registry.ConnectedChannels;
import dev.futurewire.internal.registry.OpenConnections;
import java.util.Collection;
import java.util.Objects;

/** The open connections of the process. */
public final class Connections {
    private Connections() {}

    /**
     * Returns the open connections of the process: those that its servers have accepted, and those that it has made by {@link
     * AsyncChannel#connect}, from the moment that TCP is established, including those that are closing. Connections of replays and
     * simulations are not among them.
     *
     * @return an unmodifiable collection of the connections at the time of the call, in no particular order. Connections that open
     *     or close at the same time may or may not be in it
     */
    public static Collection<AsyncChannel> open() {
        return OpenConnections.all();
    }

    /**
     * Returns the open connections that this process has made by {@link AsyncChannel#connect}.
     *
     * @return an unmodifiable collection, as {@link #open()} returns it
     */
    public static Collection<AsyncChannel> connected() {
        return OpenConnections.connected();
    }

    /**
     * Adds a listener to all connections that this process makes by {@link AsyncChannel#connect}, now and later. It is called as
     * {@link ConnectionListener} states, after the listener of {@link dev.futurewire.ChannelOptions#listener()} and the listeners
     * that joined before it. {@link ConnectionListener#opened} is not called for connections that are open already: see {@link
     * #connected()}.
     *
     * @param listener the listener to add; one that is added twice is called twice
     * @return the registration; closing it removes the listener
     */
    public static Registration observeConnected(ConnectionListener listener) {
        return ConnectedChannels.observe(Objects.requireNonNull(listener, "listener"));
    }
}
