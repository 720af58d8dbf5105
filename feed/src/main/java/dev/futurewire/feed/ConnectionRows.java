package dev.futurewire.feed;

import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts snapshots of connections to rows. */
final class ConnectionRows {
    /** Times that differ by less than this are considered equal: they are derived from different readings of the clock. */
    private static final long JITTER_MILLIS = 50;

    private ConnectionRows() {}

    /**
     * Returns the row of an open connection. {@code before} is its row in the previous tick, which keeps unchanged values
     * equal.
     */
    static ConnectionRow live(FeedHub hub, ChannelSnapshot now, long millis, @Nullable ConnectionRow before) {
        boolean still = before != null && before.bytesIn() == now.bytesIn() && before.bytesOut() == now.bytesOut();
        long lastActivity = before != null && still ? before.lastActivityMillis() : millis;
        AwaitingRow awaiting = now.awaiting().isEmpty()
                ? null
                : awaiting(now.awaiting().get(0), millis, before == null ? null : before.awaiting());
        return row(hub, now, lastActivity, 0, hub.highWaterMark(), awaiting);
    }

    static ConnectionRow closed(FeedHub hub, ChannelSnapshot last, long millis) {
        return row(hub, last, millis, millis, 0, null);
    }

    private static ConnectionRow row(
            FeedHub hub,
            ChannelSnapshot now,
            long lastActivity,
            long closedAt,
            long highWaterMark,
            @Nullable AwaitingRow awaiting) {
        return new ConnectionRow(
                now.id(),
                text(now.remoteAddress()),
                text(now.localAddress()),
                now.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                now.closeReason() == null ? null : now.closeReason().text(),
                now.openedAt().toEpochMilli(),
                lastActivity,
                closedAt,
                now.bytesIn(),
                now.bytesOut(),
                now.linesIn(),
                now.linesOut(),
                now.bufferedInput(),
                now.queuedOutput(),
                highWaterMark,
                awaiting,
                hub.warnings(now.id()),
                now.proxyAddress() == null ? null : text(now.proxyAddress()),
                hub.name(),
                hub.direction(),
                List.of());
    }

    private static AwaitingRow awaiting(Awaiting now, long millis, @Nullable AwaitingRow before) {
        long since = millis - now.since().toMillis();
        Duration remaining = now.remaining();
        Long until = remaining == null ? null : Long.valueOf(millis + remaining.toMillis());
        if (before != null) {
            since = same(since, before.sinceMillis()) ? before.sinceMillis() : since;
            if (until != null && before.untilMillis() != null && same(until, before.untilMillis())) {
                until = before.untilMillis();
            }
        }
        return new AwaitingRow(
                now.operation().methodName(),
                now.callSite() == null ? null : location(now.callSite()),
                since,
                until,
                now.bytes());
    }

    private static boolean same(long one, long other) {
        return Math.abs(one - other) < JITTER_MILLIS;
    }

    static String location(StackTraceElement place) {
        String file = place.getFileName() != null ? place.getFileName() : place.getClassName();
        return place.getLineNumber() > 0 ? file + ":" + place.getLineNumber() : file;
    }

    static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress internet && internet.getAddress() != null) {
            InetAddress host = internet.getAddress();
            String text = host.getHostAddress();
            return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + internet.getPort();
        }
        return address.toString();
    }
}
