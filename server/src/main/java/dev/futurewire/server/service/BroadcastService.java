package dev.futurewire.server.service;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;

/**
 * A room: every line that a client sends reaches every other client, ended by LF, whole and in the sender's order. The chat
 * server of every toolkit.
 *
 * <p>Clients may be silent for as long as the connection's idle timeout allows; what they hear counts as well. A line that
 * is too long ends its sender. A client that takes its lines too slowly is dealt with as {@link
 * ServiceOptions#slowConsumers()} says; nobody waits for it.
 *
 * <p>With {@link ServiceOptions#bus()} the room spans all servers on that bus; see {@link NatsBus} for what is promised then.
 */
public final class BroadcastService implements Service {
    /** The service; it has no state. */
    public BroadcastService() {}

    @Override
    public String name() {
        return "broadcast";
    }

    /** An unterminated last line is a line; CR LF ends one as LF does. */
    @Override
    public ChannelOptions channelOptions(ServiceOptions options) {
        int queued = RoomMember.LONGEST_QUEUE + options.maxLine() + ChannelOptions.DEFAULT_HIGH_WATER_MARK;
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
        bus.listen(room::tellAll);
        return room::join;
    }
}
