package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Connections;
import dev.futurewire.observe.Registration;
import java.util.Collection;

/** Connections that a feed shows: those of a server, or those that the process has opened. */
interface ObservedConnections {
    /** Returns the open connections. */
    Collection<AsyncChannel> open();

    /** Adds a listener for the events of these connections. */
    Registration observe(ConnectionListener listener);

    /** Returns the connections of a server. */
    static ObservedConnections of(AsyncServer server) {
        return new ObservedConnections() {
            @Override
            public Collection<AsyncChannel> open() {
                return server.connections();
            }

            @Override
            public Registration observe(ConnectionListener listener) {
                return server.observe(listener);
            }
        };
    }

    /** Returns the connections that the process has opened, without those to its own feeds. */
    static ObservedConnections ofProcess() {
        return new ObservedConnections() {
            @Override
            public Collection<AsyncChannel> open() {
                return FeedAddresses.without(Connections.connected());
            }

            @Override
            public Registration observe(ConnectionListener listener) {
                return Connections.observeConnected(listener);
            }
        };
    }
}
