package dev.futurewire.internal.server;

import dev.futurewire.ProxyHeader;
import dev.futurewire.ServerOptions;
import dev.futurewire.internal.channel.Logs;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.proxy.HeaderReader;
import dev.futurewire.internal.proxy.Network;
import dev.futurewire.internal.proxy.ProxiedTransport;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The proxies that a server trusts. A connection from one of them begins with a PROXY header, by a deadline, or it is
 * closed before there is a channel; the log has the first and a count. All others are clients: what
 * they send is data, a header as well.
 */
final class Proxies {
    private final List<Network> trusted;
    private final long timeoutNanos;

    /** Connections whose header has not come yet. */
    private final Set<Transport> waiting = ConcurrentHashMap.newKeySet();

    private volatile boolean stopped;

    Proxies(ServerOptions options) {
        trusted = options.trustedProxies().stream().map(Network::parse).toList();
        timeoutNanos = options.proxyHeaderTimeout().toNanos();
    }

    /** Whether a connection from there begins with a header. */
    boolean trusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Reads the header, then goes on; or closes the connection. */
    void readHeader(Transport transport, GroupLoop loop, Consumer<Transport> known, Runnable refused) {
        waiting.add(transport);
        HeaderReader.read(
                transport, loop.timer(), timeoutNanos, loop::submit, loop::afterArrivals, new HeaderReader.Result() {
                    @Override
                    public void known(ProxyHeader header) {
                        waiting.remove(transport);
                        known.accept(new ProxiedTransport(transport, header));
                    }

                    @Override
                    public void unknown(IOException failure) {
                        waiting.remove(transport);
                        if (!stopped) {
                            tell(transport.remoteAddress(), failure);
                        }
                        refused.run();
                    }
                });
        if (stopped) {
            transport.close();
        }
    }

    private void tell(SocketAddress proxy, IOException failure) {
        Logs.limited(
                System.Logger.Level.WARNING,
                "connections of trusted proxies without a PROXY header",
                () -> "no PROXY header from " + proxy + ", its connection is closed: " + failure,
                null);
    }

    /** The server accepts no more: whoever has not said who he is will not be served. */
    void stop() {
        stopped = true;
        waiting.forEach(Transport::close);
    }
}
