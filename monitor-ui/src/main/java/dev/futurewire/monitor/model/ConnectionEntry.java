package dev.futurewire.monitor.model;

import dev.futurewire.CloseReason;
import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import java.util.Set;

/**
 * A connection as the table shows it.
 *
 * @param row latest row of the feed
 * @param inPerSecond bytes received per second, over about the last second
 * @param outPerSecond bytes sent per second
 * @param warned kinds of its warnings, separated by spaces; empty for none
 */
public record ConnectionEntry(ConnectionRow row, double inPerSecond, double outPerSecond, String warned) {
    private static final Set<String> NORMAL_REASONS = Set.of(
            CloseReason.END_OF_STREAM.text(),
            CloseReason.HANDLER_DONE.text(),
            CloseReason.LOCAL_CLOSE.text(),
            CloseReason.SERVER_SHUTDOWN.text());

    /** Returns the connection's id. */
    public long id() {
        return row.id();
    }

    /** Returns whether the connection has closed. */
    public boolean closed() {
        return row.closedAtMillis() > 0;
    }

    /** Returns the time up to which its age counts: now, or when it closed. */
    public long clock(long now) {
        return closed() ? Math.min(now, row.closedAtMillis()) : now;
    }

    /** Returns the time since the last byte was sent or received. */
    public long idleMillis(long now) {
        return Math.max(0, clock(now) - Math.max(row.lastActivityMillis(), row.openedAtMillis()));
    }

    /** Returns how long the connection has been open, or was when it closed. */
    public long ageMillis(long now) {
        return Math.max(0, clock(now) - row.openedAtMillis());
    }

    /** Returns how long its handler has been waiting, or -1 if it is not. */
    public long waitingMillis(long now) {
        AwaitingRow awaiting = row.awaiting();
        return awaiting == null || closed() ? -1 : Math.max(0, now - awaiting.sinceMillis());
    }

    /** Returns the time until its wait times out, or -1 without a deadline. */
    public long leftMillis(long now) {
        AwaitingRow awaiting = row.awaiting();
        return awaiting == null || awaiting.untilMillis() == null || closed()
                ? -1
                : Math.max(0, awaiting.untilMillis() - now);
    }

    /** Returns the fraction of the wait that is left, 0 to 1, or -1 without a deadline. */
    public double leftFraction(long now) {
        AwaitingRow awaiting = row.awaiting();
        if (awaiting == null || awaiting.untilMillis() == null || closed()) {
            return -1;
        }
        double whole = Math.max(1, awaiting.untilMillis() - awaiting.sinceMillis());
        return Math.max(0, Math.min(1, (awaiting.untilMillis() - now) / whole));
    }

    /** Returns whether the connection has closed for a reason that is not normal. */
    public boolean endedBadly() {
        return closed() && row.reason() != null && !NORMAL_REASONS.contains(row.reason());
    }

    /** Returns whether a write waits for the peer to read. */
    public boolean writeBlocked() {
        AwaitingRow awaiting = row.awaiting();
        return awaiting != null && awaiting.operation().equals("write");
    }
}
