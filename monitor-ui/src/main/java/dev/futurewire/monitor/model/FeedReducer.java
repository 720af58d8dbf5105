package dev.futurewire.monitor.model;

import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the messages of a feed to a {@link ServerView}. The feed's thread writes, one call at a time; other threads read
 * the immutable {@link #view()}.
 */
final class FeedReducer implements FeedViewer {
    static final int MAX_WARNINGS = 500;
    static final int MAX_EVENTS = 2_000;
    static final int MAX_LINES = 500;

    /** Ticks further apart than this yield no rates. */
    private static final long LONGEST_TICK_GAP_MILLIS = 60_000;

    /** Codes of refusals that a retry does not change. */
    private static final Set<String> PERMANENT = Set.of("bad-token", "bad-protocol", "bad-tls", "needs-tls");

    private final LongSupplier clock;
    private volatile ServerView view;
    private final RateHistory history = new RateHistory();
    private final RecentlyClosed recentlyClosed = new RecentlyClosed();
    private final RecentItems<WarningRow> warnings = new RecentItems<>(MAX_WARNINGS);
    private final RecentItems<EventRow> events = new RecentItems<>(MAX_EVENTS);
    private final RecentItems<Traffic> lines = new RecentItems<>(MAX_LINES);
    private final Map<Long, String> warned = new HashMap<>();
    private List<ConnectionEntry> live = List.of();
    private boolean connectedBefore;

    /**
     * Creates a reducer whose view is connecting.
     *
     * @param clock milliseconds since the epoch
     */
    FeedReducer(LongSupplier clock) {
        this.clock = clock;
        view = ServerView.EMPTY.toBuilder()
                .status(FeedStatus.connecting(clock.getAsLong()))
                .build();
    }

    ServerView view() {
        return view;
    }

    RateHistory history() {
        return history;
    }

    @Override
    public void connected(String server, boolean controlAllowed) {
        connected(server, controlAllowed, "");
    }

    @Override
    public void connected(String server, boolean controlAllowed, String start) {
        boolean restarted = !isSameStart(start);
        // The server sends its recent items again, and a restarted server reuses connection ids.
        recentlyClosed.clear();
        warnings.clear();
        events.clear();
        lines.clear();
        warned.clear();
        live = List.of();
        String kind = !connectedBefore ? "attached" : restarted && !start.isEmpty() ? "restarted" : "reattached";
        addEvent(kind, server);
        connectedBefore = true;
        ServerView.Builder next = view.toBuilder();
        if (restarted) {
            next.started(start);
            history.interrupt();
        }
        view = next.status(status(FeedPhase.LIVE, "", "", -1))
                .server(server, controlAllowed)
                .receivedMillis(clock.getAsLong())
                .rates(ServerView.Rates.NONE)
                .warnings(warnings.list())
                .events(events.list())
                .lines(lines.list(), lines.count())
                .notice(null)
                .build();
    }

    /** Returns whether a server that has connected is the one before; one that does not identify its start counts as another. */
    boolean isSameStart(String start) {
        return connectedBefore && !start.isEmpty() && start.equals(view.start());
    }

    @Override
    public void tick(FeedSnapshot tick) {
        ServerView before = view;
        // A recording may lack a greeting; a tick alone shows that the feed is live.
        FeedStatus status =
                before.status().phase() == FeedPhase.LIVE ? before.status() : status(FeedPhase.LIVE, "", "", -1);
        events.addAll(tick.events());
        lines.addAll(tick.lines());
        for (WarningRow warning : tick.warnings()) {
            warnings.add(warning);
            warned.merge(
                    warning.connection(), warning.kind(), (all, kind) -> all.contains(kind) ? all : all + " " + kind);
        }
        long millis = tick.timeMillis() - before.tickMillis();
        boolean consecutive = before.totals() != null && millis > 0 && millis < LONGEST_TICK_GAP_MILLIS;
        live = entries(tick.rows(), consecutive ? millis : 0);
        for (ConnectionRow row : tick.closed()) {
            recentlyClosed.add(row, warned.getOrDefault(row.id(), ""));
        }
        recentlyClosed.expire(tick.timeMillis());
        if (warned.size() > 4 * MAX_WARNINGS) {
            warned.keySet().retainAll(ids(live));
        }
        ServerView.Rates rates = rates(before, tick.totals(), consecutive ? millis : 0);
        history.add(tick.timeMillis(), tick.totals().bytesIn(), tick.totals().bytesOut());
        view = before.toBuilder()
                .status(status)
                .totals(tick.totals(), tick.servers(), tick.timeMillis())
                .receivedMillis(clock.getAsLong())
                .entries(recentlyClosed.mergedWith(live), live.size())
                .rates(rates)
                .warnings(warnings.list())
                .events(events.list())
                .lines(lines.list(), lines.count())
                .build();
    }

    private static List<Long> ids(List<ConnectionEntry> entries) {
        return entries.stream().map(ConnectionEntry::id).toList();
    }

    /** Both lists are ordered by id, so one pass finds each connection's previous entry. */
    private List<ConnectionEntry> entries(List<ConnectionRow> rows, long millis) {
        List<ConnectionEntry> now = new ArrayList<>(rows.size());
        int old = 0;
        for (ConnectionRow row : rows) {
            while (old < live.size() && live.get(old).id() < row.id()) {
                old++;
            }
            ConnectionEntry before = old < live.size() && live.get(old).id() == row.id() ? live.get(old) : null;
            now.add(entry(row, before, millis));
        }
        return now;
    }

    private ConnectionEntry entry(ConnectionRow row, @Nullable ConnectionEntry before, long millis) {
        String kinds = row.warnings() == 0 ? "" : warned.getOrDefault(row.id(), "");
        if (before == null) {
            return new ConnectionEntry(row, 0, 0, kinds);
        }
        double in = SmoothedRate.next(
                before.inPerSecond(), row.bytesIn() - before.row().bytesIn(), millis);
        double out = SmoothedRate.next(
                before.outPerSecond(), row.bytesOut() - before.row().bytesOut(), millis);
        boolean same = row.equals(before.row())
                && in == before.inPerSecond()
                && out == before.outPerSecond()
                && kinds.equals(before.warned());
        return same ? before : new ConnectionEntry(row, in, out, kinds);
    }

    private static ServerView.Rates rates(ServerView before, ServerTotals now, long millis) {
        ServerTotals then = before.totals();
        if (then == null || then.startedAtMillis() != now.startedAtMillis()) {
            return ServerView.Rates.NONE;
        }
        ServerView.Rates rates = before.rates();
        long shown = now.linesShown() - then.linesShown();
        long dropped = now.linesDropped() - then.linesDropped();
        return new ServerView.Rates(
                SmoothedRate.next(rates.in(), now.bytesIn() - then.bytesIn(), millis),
                SmoothedRate.next(rates.out(), now.bytesOut() - then.bytesOut(), millis),
                SmoothedRate.next(rates.lines(), shown + dropped, millis),
                SmoothedRate.next(rates.linesShown(), shown, millis));
    }

    @Override
    public void traffic(Traffic traffic) {
        // Session passes it to the connection's FollowBuffer.
    }

    @Override
    public void refused(String code, String message) {
        addEvent("refused", message);
        boolean permanent = PERMANENT.contains(code);
        ServerView.Builder next = view.toBuilder().events(events.list());
        if (permanent) {
            next.status(status(FeedPhase.REFUSED, code, message, -1));
        } else {
            next.notice(new ServerView.Notice(code, message, clock.getAsLong()));
        }
        view = next.build();
    }

    @Override
    public void lost(String message, long retryInMillis) {
        FeedStatus before = view.status();
        if (before.phase() == FeedPhase.REFUSED) {
            return; // the refusal is the cause
        }
        if (before.phase() == FeedPhase.LIVE) {
            addEvent("lost", message);
        }
        FeedPhase phase;
        if (retryInMillis < 0) {
            phase = FeedPhase.ENDED;
        } else {
            phase = connectedBefore ? FeedPhase.LOST : FeedPhase.CONNECTING;
        }
        long retryAt = retryInMillis < 0 ? -1 : clock.getAsLong() + retryInMillis;
        // Staleness counts from the first loss, not from the latest failed retry.
        long since = before.phase() == phase ? before.sinceMillis() : clock.getAsLong();
        view = view.toBuilder()
                .status(new FeedStatus(phase, "", message, since, retryAt))
                .events(events.list())
                .build();
    }

    private FeedStatus status(FeedPhase phase, String code, String message, long retryAtMillis) {
        return new FeedStatus(phase, code, message, clock.getAsLong(), retryAtMillis);
    }

    private void addEvent(String kind, String text) {
        events.add(new EventRow(clock.getAsLong(), kind, 0, text));
    }
}
