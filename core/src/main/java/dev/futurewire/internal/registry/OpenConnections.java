package dev.futurewire.internal.registry;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.channel.StreamChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of the process: those of each running server, and the connected ones. Thread-safe. */
public final class OpenConnections {
    private static final Set<Registry> SERVERS = ConcurrentHashMap.newKeySet();

    private OpenConnections() {}

    /** A server's registry, compared by identity. */
    private static final class Registry {
        private final OpenChannels channels;

        Registry(OpenChannels channels) {
            this.channels = channels;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Registry registry && registry.channels == channels;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(channels);
        }
    }

    /**
     * Adds the connections of a server.
     *
     * @param channels its registry
     */
    public static void add(OpenChannels channels) {
        SERVERS.add(new Registry(channels));
    }

    /**
     * Removes the connections of a server that has ended.
     *
     * @param channels its registry
     */
    public static void remove(OpenChannels channels) {
        SERVERS.remove(new Registry(channels));
    }

    /**
     * Returns the open connections.
     *
     * @return those open at this moment, in no particular order; unmodifiable
     */
    public static Collection<AsyncChannel> all() {
        List<AsyncChannel> all = new ArrayList<>();
        for (Registry each : SERVERS) {
            addAll(all, each.channels);
        }
        addAll(all, ConnectedChannels.open());
        return Collections.unmodifiableList(all);
    }

    /**
     * Returns the open connections that this process has made.
     *
     * @return those open at this moment, in no particular order; unmodifiable
     */
    public static Collection<AsyncChannel> connected() {
        List<AsyncChannel> all = new ArrayList<>();
        addAll(all, ConnectedChannels.open());
        return Collections.unmodifiableList(all);
    }

    private static void addAll(List<AsyncChannel> all, OpenChannels channels) {
        for (StreamChannel each : channels) {
            all.add(each);
        }
    }
}
