package dev.futurewire.server.feed;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The traffic of the connections that one viewer follows, until it is fetched. Lossless up to a budget; past it whole pieces
 * are left out, and the next piece of that direction says how many bytes. The loops that offer never wait.
 */
final class FollowTap {
    /** How many bytes may wait for a viewer: 1 MiB. */
    static final int BUDGET = 1024 * 1024;

    private final ArrayDeque<Traffic> waiting = new ArrayDeque<>();
    private int bytes;
    private long skippedIn;
    private long skippedOut;

    synchronized void offer(long connection, ByteBuffer data, boolean inbound) {
        int length = data.remaining();
        if (bytes + length > BUDGET) {
            skippedIn += inbound ? length : 0;
            skippedOut += inbound ? 0 : length;
            return;
        }
        byte[] copy = new byte[length];
        data.duplicate().get(copy);
        waiting.add(new Traffic(
                connection, System.currentTimeMillis(), inbound, copy, length, inbound ? skippedIn : skippedOut));
        skippedIn = inbound ? 0 : skippedIn;
        skippedOut = inbound ? skippedOut : 0;
        bytes += length;
    }

    synchronized List<Traffic> fetch() {
        List<Traffic> fetched = new ArrayList<>(waiting);
        waiting.clear();
        bytes = 0;
        return fetched;
    }
}
