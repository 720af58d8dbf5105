package dev.futurewire.internal.registry;

import dev.futurewire.internal.channel.StreamChannel;
import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registry of open connections: those of a server, or the connected ones. Each connection stores its index in an array, which takes a tenth of the
 * memory of a map node. When a connection is removed, the last one moves to its index.
 *
 * <p>Thread-safe. An iterator returns the connections that were registered at its creation.
 */
public final class OpenChannels extends AbstractCollection<StreamChannel> {
    private static final int INITIAL_SLOTS = 16;

    private @Nullable StreamChannel[] slots = new @Nullable StreamChannel[INITIAL_SLOTS];
    private volatile int count;

    @Override
    public synchronized boolean add(StreamChannel channel) {
        int index = count;
        if (index == slots.length) {
            slots = Arrays.copyOf(slots, index + index / 2);
        }
        slots[index] = channel;
        channel.registryIndex(index);
        count = index + 1;
        return true;
    }

    /**
     * Removes a connection if it is registered.
     *
     * @param channel the connection
     */
    public synchronized void unregister(StreamChannel channel) {
        int index = channel.registryIndex();
        if (!has(channel, index)) {
            return;
        }
        int end = count - 1;
        StreamChannel last = slots[end];
        slots[index] = last;
        if (last != null) {
            last.registryIndex(index);
        }
        slots[end] = null;
        count = end;
    }

    private boolean has(StreamChannel channel, int index) {
        return index < count && slots[index] == channel;
    }

    @Override
    public synchronized boolean contains(@Nullable Object other) {
        return other instanceof StreamChannel channel && has(channel, channel.registryIndex());
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public Iterator<StreamChannel> iterator() {
        return snapshot().iterator();
    }

    @SuppressWarnings("NullAway") // the first count slots are taken
    private synchronized List<StreamChannel> snapshot() {
        return Arrays.asList(Arrays.copyOf(slots, count));
    }
}
