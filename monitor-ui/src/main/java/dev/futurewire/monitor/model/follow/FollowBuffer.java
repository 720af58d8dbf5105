package dev.futurewire.monitor.model.follow;

import dev.futurewire.feed.Traffic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The most recent traffic of a followed connection, byte for byte, within a budget. The feed's thread adds; the window's thread
 * reads.
 */
public final class FollowBuffer {
    /** Maximum number of bytes kept: 16 MiB. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Maximum number of pieces kept: 50,000. */
    static final int MAX_PIECES = 50_000;

    /** Maximum number of line ends kept, which bounds the number of rows: 20,000. */
    static final int MAX_LINES = 20_000;

    private final long connection;
    private final ArrayDeque<TrafficPiece> pieces = new ArrayDeque<>();
    private final ArrayDeque<Integer> lineEnds = new ArrayDeque<>();
    private long count;
    private long bytes;
    private long lines;
    private long offsetIn;
    private long offsetOut;
    private long skipped;
    private long discarded;

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
        long missing = traffic.skippedBytes();
        skipped += missing;
        put(traffic.timeMillis(), traffic.inbound(), traffic.bytes(), missing);
    }

    /** Notes that the feed was interrupted, and that an unknown number of bytes is missing in both directions. */
    public synchronized void interrupted(long millis) {
        if (count > 0) {
            put(millis, true, new byte[0], TrafficPiece.UNKNOWN);
            put(millis, false, new byte[0], TrafficPiece.UNKNOWN);
        }
    }

    private void put(long millis, boolean inbound, byte[] content, long missing) {
        long known = Math.max(0, missing);
        long offset = (inbound ? offsetIn : offsetOut) + known;
        if (inbound) {
            offsetIn = offset + content.length;
        } else {
            offsetOut = offset + content.length;
        }
        pieces.addLast(new TrafficPiece(count++, millis, inbound, content, missing, offset));
        int ends = lineEnds(content);
        lineEnds.addLast(ends);
        bytes += content.length;
        lines += ends;
        while (pieces.size() > 1 && (bytes > MAX_BYTES || lines > MAX_LINES || pieces.size() > MAX_PIECES)) {
            int length = pieces.removeFirst().bytes().length;
            bytes -= length;
            discarded += length;
            lines -= lineEnds.removeFirst();
        }
    }

    private static int lineEnds(byte[] content) {
        int ends = 0;
        for (byte b : content) {
            ends += b == '\n' ? 1 : 0;
        }
        return ends;
    }

    /**
     * Returns the pieces added since an earlier call, as far as they are kept.
     *
     * @param seen number of the first piece to return
     */
    public synchronized List<TrafficPiece> since(long seen) {
        List<TrafficPiece> fresh = new ArrayList<>();
        Iterator<TrafficPiece> newest = pieces.descendingIterator();
        while (newest.hasNext()) {
            TrafficPiece piece = newest.next();
            if (piece.number() < seen) {
                break;
            }
            fresh.add(piece);
        }
        Collections.reverse(fresh);
        return fresh;
    }

    /** Returns all pieces that are kept. */
    public List<TrafficPiece> pieces() {
        return since(0);
    }

    /** Returns the number of the next piece. */
    public synchronized long count() {
        return count;
    }

    /** Returns the number of bytes that the feed has reported as missing. */
    public synchronized long skipped() {
        return skipped;
    }

    /** Returns the number of bytes that were discarded to stay within the budget. */
    public synchronized long discarded() {
        return discarded;
    }

    /** Returns whether no traffic was ever added. */
    public synchronized boolean isEmpty() {
        return count == 0;
    }
}
