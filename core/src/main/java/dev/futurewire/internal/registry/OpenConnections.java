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
    /** The registries of the running servers, by identity. */
    private static final Set<OpenChannels> SERVERS = ConcurrentHashMap.newKeySet();

    private OpenConnections() {}

    /**
     * Adds the connections of a server.
     *
     * @param channels its registry
     */
    public static void add(OpenChannels channels) {
        SERVERS.add(channels);
    }

    /**
     * Removes the connections of a server that has ended.
     *
     * @param channels its registry
     */
    public static void remove(OpenChannels channels) {
        SERVERS.remove(channels);
    }

    /**
     * Returns the open connections.
     *
     * @return those open at this moment, in no particular order; unmodifiable
     */
    public static Collection<AsyncChannel> all() {
        List<AsyncChannel> all = new ArrayList<>();
        for (OpenChannels each : SERVERS) {
            addAll(all, each);
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
