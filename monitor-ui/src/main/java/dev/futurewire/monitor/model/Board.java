package dev.futurewire.monitor.model;

import dev.futurewire.server.feed.ConnectionRow;
import dev.futurewire.server.feed.EventRow;
import dev.futurewire.server.feed.FeedSnapshot;
import dev.futurewire.server.feed.FeedViewer;
import dev.futurewire.server.feed.ServerTotals;
import dev.futurewire.server.feed.Traffic;
import dev.futurewire.server.feed.WarningRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a feed tells into pictures. The feed's thread writes, one call at a time; everybody else reads {@link
 * #picture()}, one reference to something immutable.
 */
final class Board implements FeedViewer {
    static final int WARNINGS_KEPT = 500;
    static final int EVENTS_KEPT = 2_000;
    static final int LINES_KEPT = 500;

    private final LongSupplier clock;
    private volatile Picture picture;
    private final History history = new History();
    private final Retained retained = new Retained();
    private final Latest<WarningRow> warnings = new Latest<>(WARNINGS_KEPT);
    private final Latest<EventRow> events = new Latest<>(EVENTS_KEPT);
    private final Latest<Traffic> lines = new Latest<>(LINES_KEPT);
    private final Map<Long, String> warned = new HashMap<>();
    private List<Entry> live = List.of();
    private boolean connectedBefore;

    /**
     * Knows nothing yet.
     *
     * @param clock milliseconds since the epoch
     */
    Board(LongSupplier clock) {
        this.clock = clock;
        picture = Picture.empty(Status.connecting(clock.getAsLong()));
    }

    Picture picture() {
        return picture;
    }

    History history() {
        return history;
    }

    @Override
    public void connected(String server, boolean controlAllowed) {
        // The server tells anew what it keeps, and after a restart its numbers begin anew.
        retained.clear();
        warnings.clear();
        events.clear();
        lines.clear();
        warned.clear();
        live = List.of();
        note(connectedBefore ? "reattached" : "attached", server);
        connectedBefore = true;
        Picture before = picture;
        publish(new Picture(
                status(Phase.LIVE, "", "", -1),
                server,
                controlAllowed,
                before.tickMillis(),
                clock.getAsLong(),
                before.totals(),
                before.entries(),
                before.live(),
                Picture.Pace.NONE,
                warnings.list(),
                events.list(),
                lines.list(),
                lines.count(),
                null));
    }

    @Override
    public void tick(FeedSnapshot tick) {
        Picture before = picture;
        // Recordings may begin without a greeting, and a tick is proof enough.
        Status status = before.status().phase() == Phase.LIVE ? before.status() : status(Phase.LIVE, "", "", -1);
        events.addAll(tick.events());
        lines.addAll(tick.lines());
        for (WarningRow warning : tick.warnings()) {
            warnings.add(warning);
            warned.merge(
                    warning.connection(), warning.kind(), (all, kind) -> all.contains(kind) ? all : all + " " + kind);
        }
        long millis = tick.timeMillis() - before.tickMillis();
        boolean follows = before.totals() != null && millis > 0 && millis < 60_000;
        live = entries(tick.rows(), follows ? millis : 0);
        for (ConnectionRow row : tick.closed()) {
            retained.add(row, warned.getOrDefault(row.id(), ""));
        }
        retained.expire(tick.timeMillis());
        if (warned.size() > 4 * WARNINGS_KEPT) {
            warned.keySet().retainAll(ids(live));
        }
        Picture.Pace pace = pace(before, tick.totals(), follows ? millis : 0);
        history.add(tick.timeMillis(), pace.in(), pace.out());
        publish(new Picture(
                status,
                before.server(),
                before.controlAllowed(),
                tick.timeMillis(),
                clock.getAsLong(),
                tick.totals(),
                retained.mergedWith(live),
                live.size(),
                pace,
                warnings.list(),
                events.list(),
                lines.list(),
                lines.count(),
                before.notice()));
    }

    private static List<Long> ids(List<Entry> entries) {
        return entries.stream().map(Entry::id).toList();
    }

    /** Both lists are by id, so one pass finds what each was before. */
    private List<Entry> entries(List<ConnectionRow> rows, long millis) {
        List<Entry> now = new ArrayList<>(rows.size());
        int old = 0;
        for (ConnectionRow row : rows) {
            while (old < live.size() && live.get(old).id() < row.id()) {
                old++;
            }
            Entry before = old < live.size() && live.get(old).id() == row.id() ? live.get(old) : null;
            now.add(entry(row, before, millis));
        }
        return now;
    }

    private Entry entry(ConnectionRow row, @Nullable Entry before, long millis) {
        String kinds = row.warnings() == 0 ? "" : warned.getOrDefault(row.id(), "");
        if (before == null) {
            return new Entry(row, 0, 0, kinds);
        }
        double in = Rate.next(before.inPerSecond(), row.bytesIn() - before.row().bytesIn(), millis);
        double out =
                Rate.next(before.outPerSecond(), row.bytesOut() - before.row().bytesOut(), millis);
        boolean same = row.equals(before.row())
                && in == before.inPerSecond()
                && out == before.outPerSecond()
                && kinds.equals(before.warned());
        return same ? before : new Entry(row, in, out, kinds);
    }

    private static Picture.Pace pace(Picture before, ServerTotals now, long millis) {
        ServerTotals then = before.totals();
        if (then == null || then.startedAtMillis() != now.startedAtMillis()) {
            return Picture.Pace.NONE;
        }
        Picture.Pace pace = before.pace();
        long shown = now.linesShown() - then.linesShown();
        long dropped = now.linesDropped() - then.linesDropped();
        return new Picture.Pace(
                Rate.next(pace.in(), now.bytesIn() - then.bytesIn(), millis),
                Rate.next(pace.out(), now.bytesOut() - then.bytesOut(), millis),
                Rate.next(pace.lines(), shown + dropped, millis),
                Rate.next(pace.linesShown(), shown, millis));
    }

    @Override
    public void traffic(Traffic piece) {
        // The session hands it to who follows.
    }

    @Override
    public void refused(String code, String message) {
        note("refused", message);
        Picture before = picture;
        boolean forGood = code.equals("bad-token") || code.equals("bad-protocol");
        Picture.Notice notice = new Picture.Notice(code, message, clock.getAsLong());
        publish(new Picture(
                forGood ? status(Phase.REFUSED, code, message, -1) : before.status(),
                before.server(),
                before.controlAllowed(),
                before.tickMillis(),
                before.receivedMillis(),
                before.totals(),
                before.entries(),
                before.live(),
                before.pace(),
                before.warnings(),
                events.list(),
                before.lines(),
                before.linesSeen(),
                forGood ? before.notice() : notice));
    }

    @Override
    public void lost(String message, long retryInMillis) {
        Picture before = picture;
        if (before.status().phase() == Phase.REFUSED) {
            return; // the refusal says more
        }
        if (before.status().phase() == Phase.LIVE) {
            note("lost", message);
        }
        Phase phase;
        if (retryInMillis < 0) {
            phase = Phase.ENDED;
        } else {
            phase = connectedBefore ? Phase.LOST : Phase.CONNECTING;
        }
        long retryAt = retryInMillis < 0 ? -1 : clock.getAsLong() + retryInMillis;
        // Stale is counted from when it was lost first, not from the last of many tries.
        long since = before.status().phase() == phase ? before.status().sinceMillis() : clock.getAsLong();
        publish(before.with(new Status(phase, "", message, since, retryAt), events.list()));
    }

    private Status status(Phase phase, String code, String message, long retryAtMillis) {
        return new Status(phase, code, message, clock.getAsLong(), retryAtMillis);
    }

    private void note(String kind, String text) {
        events.add(new EventRow(clock.getAsLong(), kind, 0, text));
    }

    private void publish(Picture next) {
        picture = next;
    }
}
