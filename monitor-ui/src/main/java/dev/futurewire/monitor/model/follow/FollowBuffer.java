package dev.futurewire.monitor.model.follow;

import dev.futurewire.feed.Traffic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The most recent traffic of a followed connection, within a budget. The feed's thread adds; the window's thread reads. */
public final class FollowBuffer {
    /** Maximum number of bytes kept: 4 MiB. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    /** Maximum number of segments kept: 20,000. */
    static final int MAX_SEGMENTS = 20_000;

    /** Time after which an incomplete line is shown: 300 ms. */
    private static final long INCOMPLETE_MILLIS = 300;

    private final long connection;
    private final ArrayDeque<TrafficSegment> segments = new ArrayDeque<>();
    private final LineSplitter in = new LineSplitter();
    private final LineSplitter out = new LineSplitter();
    private long count;
    private long bytes;
    private long skipped;
    private boolean empty = true;

    /**
     * Creates an empty buffer.
     *
     * @param connection id of the followed connection
     */
    public FollowBuffer(long connection) {
        this.connection = connection;
    }

    /** Returns the id of the followed connection. */
    public long connection() {
        return connection;
    }

    /** Adds traffic. */
    public synchronized void add(Traffic traffic) {
        boolean inbound = traffic.inbound();
        LineSplitter splitter = inbound ? in : out;
        if (traffic.skippedBytes() > 0) {
            splitter.flush(Long.MAX_VALUE, (line, millis) -> put(line, millis, inbound, 0));
            put(new byte[0], traffic.timeMillis(), inbound, traffic.skippedBytes());
            skipped += traffic.skippedBytes();
        }
        // An incomplete line of the other direction comes first, so that segments are shown in the order they passed.
        LineSplitter other = inbound ? out : in;
        other.flush(traffic.timeMillis() - INCOMPLETE_MILLIS, (line, millis) -> put(line, millis, !inbound, 0));
        splitter.split(traffic.bytes(), traffic.timeMillis(), (line, millis) -> put(line, millis, inbound, 0));
    }

    private void put(byte[] line, long millis, boolean inbound, long omitted) {
        segments.addLast(new TrafficSegment(count++, millis, inbound, line, line.length, omitted, connection));
        empty = false;
        bytes += line.length;
        while (segments.size() > MAX_SEGMENTS || bytes > MAX_BYTES) {
            bytes -= segments.removeFirst().bytes().length;
        }
    }

    /**
     * Returns the segments added since an earlier call.
     *
     * @param seen number of the first segment to return
     * @param now current time; lines that have been incomplete for a while are included
     */
    public synchronized List<TrafficSegment> since(long seen, long now) {
        in.flush(now - INCOMPLETE_MILLIS, (line, millis) -> put(line, millis, true, 0));
        out.flush(now - INCOMPLETE_MILLIS, (line, millis) -> put(line, millis, false, 0));
        List<TrafficSegment> fresh = new ArrayList<>();
        Iterator<TrafficSegment> newest = segments.descendingIterator();
        while (newest.hasNext()) {
            TrafficSegment segment = newest.next();
            if (segment.number() < seen) {
                break;
            }
            fresh.add(segment);
        }
        Collections.reverse(fresh);
        return fresh;
    }

    /** Returns the number of omitted bytes reported by the feed. */
    public synchronized long skipped() {
        return skipped;
    }

    /** Returns whether no traffic was ever added. */
    public synchronized boolean isEmpty() {
        return empty;
    }
}
