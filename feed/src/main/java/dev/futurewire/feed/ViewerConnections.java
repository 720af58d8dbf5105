package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.observe.ConnectionListener;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The connections that viewers of this process have opened to feeds. They are not shown: a viewer would see mostly itself.
 * Registered as the listener of their options, which is notified before the listeners that have joined. Thread-safe.
 */
final class ViewerConnections implements ConnectionListener {
    static final ViewerConnections INSTANCE = new ViewerConnections();

    private final Set<AsyncChannel> known = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private ViewerConnections() {}

    @Override
    public void opened(AsyncChannel channel) {
        known.add(channel);
    }

    /** Returns whether a connection was opened by a viewer. */
    boolean contains(AsyncChannel channel) {
        return known.contains(channel);
    }

    /** Returns the connections that were not opened by viewers. */
    Collection<AsyncChannel> without(Collection<AsyncChannel> connections) {
        return connections.stream().filter(each -> !contains(each)).toList();
    }
}
