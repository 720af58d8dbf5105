package dev.futurewire.server.service;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;

/**
 * A chat room: every line that a client sends is sent to every other client, as a whole, terminated by LF, in the sender's
 * order.
 *
 * <p>Clients may be silent for as long as the connection's idle timeout allows; lines sent to a client count as activity. A
 * line that is too long closes its sender's connection. {@link ServiceOptions#slowConsumers()} determines how clients that read
 * too slowly are handled; the others never wait for them.
 *
 * <p>With {@link ServiceOptions#bus()} the room spans all servers on that bus; see {@link NatsBus} for its delivery guarantees.
 */
public final class BroadcastService implements Service {
    /** Creates the service; it has no state. */
    public BroadcastService() {}

    @Override
    public String name() {
        return "broadcast";
    }

    /**
     * Returns options with an output queue for slow consumers. An unterminated last line counts as a line; CR LF terminates a
     * line as LF does.
     */
    @Override
    public ChannelOptions channelOptions(ServiceOptions options) {
        int queued = RoomMember.MAX_WAITING_BYTES + options.maxLine() + ChannelOptions.DEFAULT_HIGH_WATER_MARK;
        ChannelOptions channel = options.channelOptions();
        return channel.toBuilder()
                .maxQueuedBytes(Math.max(channel.maxQueuedBytes(), queued))
                .build();
    }

    @Override
    public ConnectionHandler handler(ServiceOptions options) {
        String url = options.bus();
        Bus bus = url == null ? Bus.NONE : NatsBus.connect(url, options);
        Room room = new Room(options.slowConsumers(), bus);
        bus.listen(room::sendAll);
        return room::join;
    }
}
