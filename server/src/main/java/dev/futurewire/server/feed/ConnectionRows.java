package dev.futurewire.server.feed;

import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
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
    static ConnectionRow live(
            ChannelSnapshot now, long millis, long highWaterMark, int warnings, @Nullable ConnectionRow before) {
        boolean still = before != null && before.bytesIn() == now.bytesIn() && before.bytesOut() == now.bytesOut();
        long lastActivity = before != null && still ? before.lastActivityMillis() : millis;
        AwaitingRow awaiting = now.awaiting().isEmpty()
                ? null
                : awaiting(now.awaiting().get(0), millis, before == null ? null : before.awaiting());
        return row(now, lastActivity, 0, highWaterMark, awaiting, warnings);
    }

    static ConnectionRow closed(ChannelSnapshot last, long millis, int warnings) {
        return row(last, millis, millis, 0, null, warnings);
    }

    private static ConnectionRow row(
            ChannelSnapshot now,
            long lastActivity,
            long closedAt,
            long highWaterMark,
            @Nullable AwaitingRow awaiting,
            int warnings) {
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
                warnings,
                now.proxyAddress() == null ? null : text(now.proxyAddress()));
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
