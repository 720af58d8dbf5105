package dev.futurewire.internal.registry;

import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Registration;
import dev.futurewire.observe.Warning;
import org.jspecify.annotations.Nullable;

/**
 * The owner of the process's connected channels: registers them, and notifies the listener of their options and those that have
 * joined.
 */
public final class ConnectedChannels implements ChannelOwner {
    private static final OpenChannels OPEN = new OpenChannels();
    private static final ConnectionListeners JOINED = new ConnectionListeners(null);

    /** The owner of channels without a listener in their options. */
    private static final ConnectedChannels PLAIN = new ConnectedChannels(null);

    private final @Nullable ConnectionListener own;

    /** Those that had joined when {@link #combined} was made. */
    private @Nullable ConnectionListener joinedBefore;

    private @Nullable ConnectionListener combined;

    private ConnectedChannels(@Nullable ConnectionListener own) {
        this.own = own;
        combined = own;
    }

    /**
     * Returns the owner of a channel.
     *
     * @param listener the listener of the channel's options, or null
     * @return the owner
     */
    public static ChannelOwner owner(@Nullable ConnectionListener listener) {
        return listener == null ? PLAIN : new ConnectedChannels(listener);
    }

    /**
     * Adds a listener, which is notified of the events of all connected channels from now on.
     *
     * @param listener the listener
     * @return its registration
     */
    public static Registration observe(ConnectionListener listener) {
        return JOINED.join(listener);
    }

    /**
     * Registers a channel that has been opened.
     *
     * @param channel the channel
     */
    public static void opened(StreamChannel channel) {
        OPEN.add(channel);
    }

    /** Returns the registry. */
    static OpenChannels open() {
        return OPEN;
    }

    @Override
    public @Nullable ConnectionListener listener() {
        ConnectionListener joined = JOINED.all();
        return own == null ? joined : joined == null ? own : combinedWith(own, joined);
    }

    private synchronized @Nullable ConnectionListener combinedWith(
            ConnectionListener first, ConnectionListener joined) {
        if (!joined.equals(joinedBefore)) {
            joinedBefore = joined;
            combined = first.andThen(joined);
        }
        return combined;
    }

    @Override
    public void warned(Warning warning) {
        ConnectionListeners.warn(listener(), warning);
    }

    @Override
    public void ended(StreamChannel channel) {
        OPEN.unregister(channel);
    }
}
