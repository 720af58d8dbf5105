package dev.futurewire.internal.simulation;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses at which handlers listen. Internet addresses are equal if their hosts, as the program wrote them, and ports are: no
 * name is looked up.
 */
final class SimulatedNetwork {
    private final Map<Object, Listener> listeners = new HashMap<>();

    /**
     * What serves the connections to an address.
     *
     * @param handler serves each connection
     * @param options the options of its channels
     * @param chunkEnds supplies the division of what each of them receives, as {@link dev.futurewire.internal.transport.MemoryTransport#chunks}
     */
    record Listener(ConnectionHandler handler, ChannelOptions options, Supplier<LongUnaryOperator> chunkEnds) {}

    void listen(SocketAddress address, Listener listener) {
        if (listeners.putIfAbsent(key(address), listener) != null) {
            throw new IllegalStateException("a handler listens at " + address + " already");
        }
    }

    void remove(SocketAddress address) {
        listeners.remove(key(address));
    }

    @Nullable
    Listener at(SocketAddress address) {
        return listeners.get(key(address));
    }

    private static Object key(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet.getHostString().toLowerCase(Locale.ROOT) + ":" + internet.getPort()
                : address;
    }
}
