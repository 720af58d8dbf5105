package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Printable;
import dev.futurewire.observe.Registration;
import dev.futurewire.observe.Warning;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Observes the connections of a server, or those that the process has opened, for the viewers. It may be created at any time;
 * viewers see the connections that are open already.
 *
 * <p>The hub keeps the last {@link #KEPT} closed connections, warnings and events. It has no counters: viewers read these from
 * the connections, so they are exact even if a viewer misses events. Traffic is observed only while a viewer asks for it, by
 * {@link TrafficTap}.
 */
final class FeedHub implements ConnectionListener, AutoCloseable {
    /** The maximum number of closed connections, of warnings and of events that are kept: 2,048 each. */
    static final int KEPT = 2_048;

    final BoundedHistory<ConnectionRow> closed = new BoundedHistory<>(KEPT);
    final BoundedHistory<WarningRow> warnings = new BoundedHistory<>(KEPT);
    final BoundedHistory<EventRow> events = new BoundedHistory<>(KEPT);
    final TrafficTap traffic;
    private final @Nullable String name;
    private final @Nullable AsyncServer server;
    private final ObservedConnections observed;
    private final Map<Long, Integer> warned = new ConcurrentHashMap<>();
    private final Registration registration;

    @SuppressWarnings("this-escape") // a listener; the class is final
    private FeedHub(@Nullable String name, @Nullable AsyncServer server, ObservedConnections observed) {
        this.name = name;
        this.server = server;
        this.observed = observed;
        traffic = new TrafficTap(observed, server != null);
        registration = observed.observe(this);
    }

    /** Observes a server, which has this name in the feed. */
    static FeedHub of(String name, AsyncServer server) {
        FeedHub hub = new FeedHub(name, server, ObservedConnections.of(server));
        hub.events.add(new EventRow(
                System.currentTimeMillis(),
                "server",
                0,
                name + " listening on " + ConnectionRows.text(server.localAddress())));
        return hub;
    }

    /** Observes the connections that the process has opened. */
    static FeedHub ofClients(ObservedConnections clients) {
        return new FeedHub(null, null, clients);
    }

    /** Returns the server, or null for the connections that the process has opened. */
    @Nullable
    AsyncServer server() {
        return server;
    }

    /** Returns the name of the server, or null for the connections that the process has opened. */
    @Nullable
    String name() {
        return name;
    }

    /** Returns the direction of the connections. */
    String direction() {
        return server != null ? ConnectionRow.IN : ConnectionRow.OUT;
    }

    /** Returns the number of queued bytes from which writes wait, for display. */
    long highWaterMark() {
        return server != null ? server.options().channel().highWaterMark() : ChannelOptions.DEFAULT_HIGH_WATER_MARK;
    }

    Iterable<AsyncChannel> connections() {
        return observed.open();
    }

    int warnings(long connection) {
        return warned.getOrDefault(connection, 0);
    }

    /** Returns an open connection by its number, or null. */
    @Nullable
    AsyncChannel connection(long id) {
        for (AsyncChannel channel : observed.open()) {
            if (channel.id() == id) {
                return channel;
            }
        }
        return null;
    }

    @Override
    public void opened(AsyncChannel channel) {
        if (server == null && FeedAddresses.isTargetOf(channel)) {
            return;
        }
        events.add(new EventRow(
                System.currentTimeMillis(),
                "opened",
                channel.id(),
                "#" + channel.id() + (server != null ? " from " : " to ")
                        + ConnectionRows.text(channel.remoteAddress())));
    }

    @Override
    public void warning(Warning warning) {
        warned.merge(warning.channelId(), 1, Integer::sum);
        warnings.add(new WarningRow(
                System.currentTimeMillis(),
                warning.kind().name(),
                warning.channelId(),
                Printable.escape(warning.message()),
                warning.callSite() == null ? null : ConnectionRows.location(warning.callSite()),
                warning.stack().stream().map(StackTraceElement::toString).toList()));
    }

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        if (server == null && FeedAddresses.isTargetOf(channel)) {
            return;
        }
        long now = System.currentTimeMillis();
        closed.add(ConnectionRows.closed(this, channel.snapshot(), now));
        events.add(new EventRow(now, "closed", channel.id(), "#" + channel.id() + ": " + reason.text()));
        warned.remove(channel.id());
    }

    /** Stops observing. */
    @Override
    public void close() {
        registration.close();
        traffic.close();
    }
}
