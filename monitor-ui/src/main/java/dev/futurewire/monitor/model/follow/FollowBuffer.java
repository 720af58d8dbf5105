package dev.futurewire.monitor.model.follow;

import dev.futurewire.server.feed.Traffic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The last of a connection's traffic, within a budget. The feed's thread adds, the window's takes what is new.
 */
public final class FollowBuffer {
    /** How many bytes are kept: 4 MiB. */
    static final int BYTES_KEPT = 4 * 1024 * 1024;

    /** How many pieces are kept: 20,000. */
    static final int PIECES_KEPT = 20_000;

    /** How long a line that has begun may go unseen: 300 ms. */
    private static final long PATIENCE_MILLIS = 300;

    private final long connection;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private final Cutter in = new Cutter();
    private final Cutter out = new Cutter();
    private long count;
    private long bytes;
    private long skipped;
    private boolean beganWithNothing = true;

    /**
     * An empty one.
     *
     * @param connection whose traffic it is
     */
    public FollowBuffer(long connection) {
        this.connection = connection;
    }

    /** Whose traffic it is. */
    public long connection() {
        return connection;
    }

    /** Adds what has passed. */
    public synchronized void add(Traffic piece) {
        boolean inbound = piece.inbound();
        Cutter cutter = inbound ? in : out;
        if (piece.skippedBytes() > 0) {
            cutter.flush(Long.MAX_VALUE, (line, millis) -> put(line, millis, inbound, 0));
            put(new byte[0], piece.timeMillis(), inbound, piece.skippedBytes());
            skipped += piece.skippedBytes();
        }
        // What the other side has begun comes first: the order in which it is shown is the order in which it passed.
        Cutter other = inbound ? out : in;
        other.flush(piece.timeMillis() - PATIENCE_MILLIS, (line, millis) -> put(line, millis, !inbound, 0));
        cutter.cut(piece.bytes(), piece.timeMillis(), (line, millis) -> put(line, millis, inbound, 0));
    }

    private void put(byte[] line, long millis, boolean inbound, long left) {
        pieces.addLast(new Piece(count++, millis, inbound, line, line.length, left, connection));
        beganWithNothing = false;
        bytes += line.length;
        while (pieces.size() > PIECES_KEPT || bytes > BYTES_KEPT) {
            bytes -= pieces.removeFirst().bytes().length;
        }
    }

    /**
     * What came since.
     *
     * @param seen how many pieces were seen
     * @param now lines that have begun and waited for their end are shown without it
     */
    public synchronized List<Piece> since(long seen, long now) {
        in.flush(now - PATIENCE_MILLIS, (line, millis) -> put(line, millis, true, 0));
        out.flush(now - PATIENCE_MILLIS, (line, millis) -> put(line, millis, false, 0));
        List<Piece> fresh = new ArrayList<>();
        Iterator<Piece> newest = pieces.descendingIterator();
        while (newest.hasNext()) {
            Piece piece = newest.next();
            if (piece.number() < seen) {
                break;
            }
            fresh.add(piece);
        }
        Collections.reverse(fresh);
        return fresh;
    }

    /** How many bytes were left out, as far as it is known. */
    public synchronized long skipped() {
        return skipped;
    }

    /** Whether nothing has ever come. */
    public synchronized boolean isEmpty() {
        return beganWithNothing;
    }
}
