package dev.futurewire.server.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Printable;
import dev.futurewire.observe.Warning;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Connects a server to its viewers. Register it as the server's listener, and call {@link #serving} once the server listens.
 *
 * <p>Without viewers, the cost is a volatile read per event. The hub keeps the last {@link #KEPT} closed connections, warnings
 * and events. It has no counters: viewers read these from the connections, so they are exact even if a viewer misses events.
 */
public final class FeedHub implements ConnectionListener {
    /** The maximum number of closed connections, of warnings and of events that are kept: 2,048 each. */
    static final int KEPT = 2_048;

    /** The maximum number of sampled lines that are kept: 256. */
    static final int LINES_KEPT = 256;

    private final String service;
    final BoundedHistory<ConnectionRow> closed = new BoundedHistory<>(KEPT);
    final BoundedHistory<WarningRow> warnings = new BoundedHistory<>(KEPT);
    final BoundedHistory<EventRow> events = new BoundedHistory<>(KEPT);
    final BoundedHistory<Traffic> lines = new BoundedHistory<>(LINES_KEPT);
    private final LongAdder otherLines = new LongAdder();
    final AcceptPauses pauses = new AcceptPauses();
    private final AtomicInteger watchers = new AtomicInteger();
    private final Map<Long, Set<TrafficBuffer>> followers = new ConcurrentHashMap<>();
    private final Map<Long, Integer> warned = new ConcurrentHashMap<>();
    final LineSampler sampler = new LineSampler(lines);
    /** Whether any viewer follows a connection. */
    private volatile boolean hasFollowers;

    /** Whether any viewer watches, or follows a connection. */
    private volatile boolean observed;

    private volatile AsyncServer server;

    /**
     * Creates a hub for a server that does not listen yet.
     *
     * @param service the name of the service, for display
     */
    @SuppressWarnings("NullAway.Init") // the server registers its listener before it exists
    public FeedHub(String service) {
        this.service = service;
    }

    /**
     * Sets the server, once it listens. Must be called before viewers connect.
     *
     * @param value the server whose listener this is
     */
    public void serving(AsyncServer value) {
        server = value;
        events.add(new EventRow(
                System.currentTimeMillis(), "server", 0, "listening on " + ConnectionRows.text(value.localAddress())));
    }

    AsyncServer server() {
        return server;
    }

    String service() {
        return service;
    }

    /** Returns the number of lines in data that was not read as lines, counted while there were viewers. */
    long otherLines() {
        return otherLines.sum();
    }

    int warnings(long connection) {
        return warned.getOrDefault(connection, 0);
    }

    /** Returns an open connection by its number, or null. */
    @Nullable
    AsyncChannel connection(long id) {
        for (AsyncChannel channel : server.connections()) {
            if (channel.id() == id) {
                return channel;
            }
        }
        return null;
    }

    /** The answer to a request about a connection that is not open. */
    static ViewerControl.Refusal notOpen(long id) {
        return new ViewerControl.Refusal("no-such-connection", "#" + id + " is not open");
    }

    synchronized void watched(boolean begins) {
        watchers.addAndGet(begins ? 1 : -1);
        updateFlags();
    }

    synchronized void follow(long connection, TrafficBuffer buffer) {
        followers
                .computeIfAbsent(connection, key -> ConcurrentHashMap.newKeySet())
                .add(buffer);
        updateFlags();
    }

    synchronized void unfollow(long connection, TrafficBuffer buffer) {
        followers.computeIfPresent(connection, (key, buffers) -> {
            buffers.remove(buffer);
            return buffers.isEmpty() ? null : buffers;
        });
        updateFlags();
    }

    private void updateFlags() {
        hasFollowers = !followers.isEmpty();
        observed = hasFollowers || watchers.get() > 0;
    }

    @Override
    public void opened(AsyncChannel channel) {
        events.add(new EventRow(
                System.currentTimeMillis(),
                "opened",
                channel.id(),
                "#" + channel.id() + " from " + ConnectionRows.text(channel.remoteAddress())));
    }

    @Override
    public void read(AsyncChannel channel, ByteBuffer bytes) {
        if (observed) {
            pass(channel, bytes, true);
        }
    }

    @Override
    public void consumed(AsyncChannel channel, ByteBuffer bytes) {
        if (watchers.get() > 0) {
            otherLines.add(LineFeedCounter.count(bytes, bytes.position()));
        }
    }

    @Override
    public void written(AsyncChannel channel, ByteBuffer bytes) {
        if (observed) {
            pass(channel, bytes, false);
        }
    }

    private void pass(AsyncChannel channel, ByteBuffer bytes, boolean inbound) {
        if (watchers.get() > 0) {
            sampler.sample(channel.id(), bytes, inbound);
        }
        if (hasFollowers) {
            Set<TrafficBuffer> buffers = followers.get(channel.id());
            if (buffers != null) {
                buffers.forEach(buffer -> buffer.offer(channel.id(), bytes, inbound));
            }
        }
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
        long now = System.currentTimeMillis();
        closed.add(ConnectionRows.closed(channel.snapshot(), now, warnings(channel.id())));
        events.add(new EventRow(now, "closed", channel.id(), "#" + channel.id() + ": " + reason.text()));
        warned.remove(channel.id());
    }
}
