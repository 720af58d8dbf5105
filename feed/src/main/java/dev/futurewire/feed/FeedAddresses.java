package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The addresses of the feeds of this process. Connections that the process opens to them are those of its own viewers, and are not
 * shown: a viewer would see mostly itself. Thread-safe.
 */
final class FeedAddresses {
    private static final Set<InetSocketAddress> OPEN = ConcurrentHashMap.newKeySet();

    private FeedAddresses() {}

    static void opened(InetSocketAddress feed) {
        OPEN.add(feed);
    }

    static void closed(InetSocketAddress feed) {
        OPEN.remove(feed);
    }

    /** Returns the connections that do not lead to a feed of this process. */
    static Collection<AsyncChannel> without(Collection<AsyncChannel> connections) {
        return connections.stream().filter(each -> !isTargetOf(each)).toList();
    }

    /** Returns whether a connection that the process has opened leads to a feed of this process. */
    static boolean isTargetOf(AsyncChannel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            return false;
        }
        return OPEN.contains(remote)
                || OPEN.stream()
                        .anyMatch(feed -> feed.getPort() == remote.getPort()
                                && feed.getAddress().isAnyLocalAddress()
                                && channel.localAddress() instanceof InetSocketAddress local
                                && local.getAddress().equals(remote.getAddress()));
    }
}
