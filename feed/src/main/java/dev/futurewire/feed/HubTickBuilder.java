package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.observe.Warning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects for one viewer what has changed at one hub since the previous tick. Used by one thread at a time. */
final class HubTickBuilder {
    /** The maximum number of sampled lines of a hub in a tick: 100. */
    private static final int MAX_LINES_PER_TICK = 100;

    private final FeedHub hub;
    private Map<Long, ConnectionRow> previous = new HashMap<>();
    private long closedSeen;
    private long warningsSeen;
    private long eventsSeen;
    private long linesSeen;
    private long producedAtStart;
    private long shown;

    HubTickBuilder(FeedHub hub) {
        this.hub = hub;
    }

    /** Starts counting and sampling lines for the viewer. */
    void begin() {
        linesSeen = hub.traffic.lines.count();
        AsyncServer server = hub.server();
        producedAtStart = server == null ? 0 : produced(server.snapshot());
    }

    /** Adds the hub's part to a tick. */
    void addTo(TickParts tick, long millis) {
        List<Traffic> lines = hub.traffic.lines.since(linesSeen);
        linesSeen = hub.traffic.lines.count();
        hub.traffic.sampler.reset();
        if (lines.size() > MAX_LINES_PER_TICK) {
            lines = lines.subList(lines.size() - MAX_LINES_PER_TICK, lines.size());
        }
        shown += lines.size();
        tick.lines.addAll(lines);
        AsyncServer server = hub.server();
        ServerSnapshot now = server == null ? null : server.snapshot();
        List<ConnectionRow> closed = hub.closed.since(closedSeen);
        closedSeen += closed.size() + Math.max(0, hub.closed.count() - closedSeen - closed.size());
        tick.closed.addAll(closed);
        tick.warnings.addAll(hub.warnings.since(warningsSeen));
        warningsSeen = hub.warnings.count();
        tick.events.addAll(hub.events.since(eventsSeen));
        eventsSeen = hub.events.count();
        List<ConnectionRow> rows = rows(millis);
        tick.rows.addAll(rows);
        if (server != null && now != null) {
            tick.servers.add(totals(server, now, rows));
        }
    }

    private List<ConnectionRow> rows(long millis) {
        Map<Long, ConnectionRow> now = new HashMap<>();
        List<ConnectionRow> rows = new ArrayList<>();
        for (AsyncChannel channel : hub.connections()) {
            ConnectionRow row = ConnectionRows.live(hub, channel.snapshot(), millis, previous.get(channel.id()));
            now.put(row.id(), row);
            rows.add(row);
        }
        previous = now;
        return rows;
    }

    /** Returns the number of lines read and written by the program. */
    private long produced(ServerSnapshot now) {
        return now.linesIn() + hub.traffic.otherLines() + now.linesOut();
    }

    private ServerTotals totals(AsyncServer server, ServerSnapshot now, List<ConnectionRow> rows) {
        long produced = Math.max(shown, produced(now) - producedAtStart);
        Map<String, Long> closedByReason = new HashMap<>();
        for (CloseReason reason : CloseReason.values()) {
            closedByReason.put(reason.name(), now.closed().getOrDefault(reason, 0L));
        }
        return new ServerTotals(
                String.valueOf(hub.name()),
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
                rows.stream().filter(HubTickBuilder::writeBlocked).count(),
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
