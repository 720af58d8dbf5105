package dev.futurewire.monitor.model;

import dev.futurewire.server.feed.AwaitingRow;
import dev.futurewire.server.feed.ConnectionRow;

/**
 * One connection as the table shows it.
 *
 * @param row what the feed says
 * @param inPerSecond bytes a second received, of about the last second
 * @param outPerSecond bytes a second sent
 * @param warned the kinds of its warnings, joined by spaces; empty for none
 */
public record ConnectionEntry(ConnectionRow row, double inPerSecond, double outPerSecond, String warned) {
    /** Its number. */
    public long id() {
        return row.id();
    }

    /** Whether it is over and only kept for a while. */
    public boolean closed() {
        return row.closedAtMillis() > 0;
    }

    /** The feed's clock, but not later than its end: what its age counts to. */
    public long clock(long now) {
        return closed() ? Math.min(now, row.closedAtMillis()) : now;
    }

    /** How long nothing has moved. */
    public long idleMillis(long now) {
        return Math.max(0, clock(now) - Math.max(row.lastActivityMillis(), row.openedAtMillis()));
    }

    /** How long it was or has been open. */
    public long ageMillis(long now) {
        return Math.max(0, clock(now) - row.openedAtMillis());
    }

    /** How long it has been waiting, or -1 while it does not wait. */
    public long waitingMillis(long now) {
        AwaitingRow awaiting = row.awaiting();
        return awaiting == null || closed() ? -1 : Math.max(0, now - awaiting.sinceMillis());
    }

    /** How long until its wait times out, or -1 without a deadline. */
    public long leftMillis(long now) {
        AwaitingRow awaiting = row.awaiting();
        return awaiting == null || awaiting.untilMillis() == null || closed()
                ? -1
                : Math.max(0, awaiting.untilMillis() - now);
    }

    /** How much of its time is left, 0 to 1, or -1 without a deadline. */
    public double leftShare(long now) {
        AwaitingRow awaiting = row.awaiting();
        if (awaiting == null || awaiting.untilMillis() == null || closed()) {
            return -1;
        }
        double whole = Math.max(1, awaiting.untilMillis() - awaiting.sinceMillis());
        return Math.max(0, Math.min(1, (awaiting.untilMillis() - now) / whole));
    }

    /** Whether its writes wait for the peer. */
    public boolean writeBlocked() {
        AwaitingRow awaiting = row.awaiting();
        return awaiting != null && awaiting.operation().equals("write");
    }
}
