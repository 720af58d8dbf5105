package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Registration;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what connections receive and send: samples of lines to the viewers that watch, and everything to those that follow
 * a connection. Registered as a listener only while there are such viewers. Thread-safe.
 */
final class TrafficTap implements ConnectionListener {
    /** The maximum number of sampled lines that are kept: 256. */
    static final int LINES_KEPT = 256;

    final BoundedHistory<Traffic> lines = new BoundedHistory<>(LINES_KEPT);
    final LineSampler sampler = new LineSampler(lines);
    private final ObservedConnections observed;
    private final boolean samples;
    private final LongAdder otherLines = new LongAdder();
    private final AtomicInteger watchers = new AtomicInteger();
    private final Map<Long, Set<TrafficBuffer>> followers = new ConcurrentHashMap<>();
    private @Nullable Registration registration;
    private boolean closed;

    /**
     * Creates a tap.
     *
     * @param observed the connections
     * @param samples whether lines are sampled and counted while there are viewers that watch
     */
    TrafficTap(ObservedConnections observed, boolean samples) {
        this.observed = observed;
        this.samples = samples;
    }

    /** Returns the number of lines in data that was not read as lines, counted while there were viewers. */
    long otherLines() {
        return otherLines.sum();
    }

    /** Notes that a viewer begins or ceases to watch. */
    synchronized void watched(boolean begins) {
        if (samples) {
            watchers.addAndGet(begins ? 1 : -1);
            update();
        }
    }

    synchronized void follow(long connection, TrafficBuffer buffer) {
        followers
                .computeIfAbsent(connection, key -> ConcurrentHashMap.newKeySet())
                .add(buffer);
        update();
    }

    synchronized void unfollow(long connection, TrafficBuffer buffer) {
        followers.computeIfPresent(connection, (key, buffers) -> {
            buffers.remove(buffer);
            return buffers.isEmpty() ? null : buffers;
        });
        update();
    }

    private void update() {
        boolean wanted = !closed && (watchers.get() > 0 || !followers.isEmpty());
        if (wanted && registration == null) {
            registration = observed.observe(this);
        } else if (!wanted) {
            leave();
        }
    }

    /** Stops observing for good; viewers that are still connected get no more traffic. */
    synchronized void close() {
        closed = true;
        leave();
    }

    private void leave() {
        Registration current = registration;
        if (current != null) {
            registration = null;
            current.close();
        }
    }

    @Override
    public void read(AsyncChannel channel, ByteBuffer bytes) {
        pass(channel, bytes, true);
    }

    @Override
    public void consumed(AsyncChannel channel, ByteBuffer bytes) {
        if (watchers.get() > 0) {
            otherLines.add(LineFeedCounter.count(bytes, bytes.position()));
        }
    }

    @Override
    public void written(AsyncChannel channel, ByteBuffer bytes) {
        pass(channel, bytes, false);
    }

    private void pass(AsyncChannel channel, ByteBuffer bytes, boolean inbound) {
        if (watchers.get() > 0) {
            sampler.sample(channel.id(), bytes, inbound);
        }
        if (!followers.isEmpty()) {
            Set<TrafficBuffer> buffers = followers.get(channel.id());
            if (buffers != null) {
                buffers.forEach(buffer -> buffer.offer(channel.id(), bytes, inbound));
            }
        }
    }
}
