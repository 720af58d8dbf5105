package dev.futurewire.internal.server;

import dev.futurewire.ProxyHeader;
import dev.futurewire.ServerOptions;
import dev.futurewire.internal.log.Logs;
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
 * The proxies that a server trusts. A connection from one of them must begin with a PROXY header before a deadline;
 * otherwise it is closed before a channel is opened, and the log contains the first such connection and a count.
 * Connections from other addresses are plain clients; a PROXY header they send is ordinary data.
 */
final class TrustedProxies {
    private final List<Network> trusted;
    private final long timeoutNanos;

    /** Connections whose header has not been received yet. */
    private final Set<Transport> waiting = ConcurrentHashMap.newKeySet();

    private volatile boolean stopped;

    TrustedProxies(ServerOptions options) {
        trusted = options.trustedProxies().stream().map(Network::parse).toList();
        timeoutNanos = options.proxyHeaderTimeout().toNanos();
    }

    /** Whether a connection from this address begins with a header. */
    boolean trusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Reads the header and passes on the connection, or closes it. */
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
                            logMissingHeader(transport.remoteAddress(), failure);
                        }
                        refused.run();
                    }
                });
        if (stopped) {
            transport.close();
        }
    }

    private void logMissingHeader(SocketAddress proxy, IOException failure) {
        Logs.limited(
                System.Logger.Level.WARNING,
                "connections of trusted proxies without a PROXY header",
                () -> "no PROXY header from " + proxy + ", its connection is closed: " + failure,
                null);
    }

    /** Closes the connections whose header has not been received, when the server stops accepting. */
    void stop() {
        stopped = true;
        waiting.forEach(Transport::close);
    }
}
