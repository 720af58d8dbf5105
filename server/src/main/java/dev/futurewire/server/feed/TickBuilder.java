package dev.futurewire.server.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.observe.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds the ticks of one viewer from what has changed since the previous tick. Used by one thread at a time. */
final class TickBuilder {
    /** The maximum number of sampled lines in a tick: 100. */
    private static final int MAX_LINES_PER_TICK = 100;

    private final FeedHub hub;
    private final long highWaterMark;
    private Map<Long, ConnectionRow> previous = new HashMap<>();
    private long sequence;
    private long closedSeen;
    private long warningsSeen;
    private long eventsSeen;
    private long linesSeen;
    private long producedAtStart;
    private long shown;

    TickBuilder(FeedHub hub, long highWaterMark) {
        this.hub = hub;
        this.highWaterMark = highWaterMark;
    }

    /**
     * Starts counting and sampling lines for the viewer. The first tick also contains the history of closed connections,
     * warnings and events.
     */
    void begin() {
        linesSeen = hub.lines.count();
        producedAtStart = produced(hub.server().snapshot());
    }

    /** Builds the next tick. */
    FeedSnapshot tick() {
        long millis = System.currentTimeMillis();
        List<Traffic> lines = hub.lines.since(linesSeen);
        linesSeen = hub.lines.count();
        hub.sampler.reset();
        if (lines.size() > MAX_LINES_PER_TICK) {
            lines = lines.subList(lines.size() - MAX_LINES_PER_TICK, lines.size());
        }
        shown += lines.size();
        ServerSnapshot now = hub.server().snapshot();
        long produced = Math.max(shown, produced(now) - producedAtStart);
        List<ConnectionRow> closed = hub.closed.since(closedSeen);
        closedSeen += closed.size() + Math.max(0, hub.closed.count() - closedSeen - closed.size());
        List<WarningRow> warnings = hub.warnings.since(warningsSeen);
        warningsSeen = hub.warnings.count();
        List<EventRow> events = hub.events.since(eventsSeen);
        eventsSeen = hub.events.count();
        List<ConnectionRow> rows = rows(millis);
        return new FeedSnapshot(++sequence, millis, totals(now, rows, produced), rows, closed, warnings, events, lines);
    }

    private List<ConnectionRow> rows(long millis) {
        Map<Long, ConnectionRow> now = new HashMap<>();
        List<ConnectionRow> rows = new ArrayList<>();
        for (AsyncChannel channel : hub.server().connections()) {
            ChannelSnapshot snapshot = channel.snapshot();
            ConnectionRow row = ConnectionRows.live(
                    snapshot, millis, highWaterMark, hub.warnings(channel.id()), previous.get(channel.id()));
            now.put(row.id(), row);
            rows.add(row);
        }
        previous = now;
        rows.sort(Comparator.comparingLong(ConnectionRow::id));
        return rows;
    }

    /** Returns the number of lines read and written by the program. */
    private long produced(ServerSnapshot now) {
        return now.linesIn() + hub.otherLines() + now.linesOut();
    }

    private ServerTotals totals(ServerSnapshot now, List<ConnectionRow> rows, long produced) {
        AsyncServer server = hub.server();
        Map<String, Long> closedByReason = new HashMap<>();
        for (CloseReason reason : CloseReason.values()) {
            closedByReason.put(reason.name(), now.closed().getOrDefault(reason, 0L));
        }
        return new ServerTotals(
                hub.service(),
                ConnectionRows.text(server.localAddress()),
                now.acceptState().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                now.startedAt().toEpochMilli(),
                now.open(),
                now.peak(),
                now.accepted(),
                now.refused(),
                now.acceptFailures(),
                closedByReason,
                now.bytesIn(),
                now.bytesOut(),
                now.linesIn(),
                now.linesOut(),
                rows.stream().filter(TickBuilder::writeBlocked).count(),
                now.warnings().getOrDefault(Warning.Kind.HANDLER_BLOCKED, 0L),
                now.warnings().values().stream().mapToLong(Long::longValue).sum(),
                shown,
                produced - shown);
    }

    private static boolean writeBlocked(ConnectionRow row) {
        AwaitingRow awaiting = row.awaiting();
        return awaiting != null && awaiting.operation().equals("write");
    }
}
