package dev.futurewire.feed;

import dev.futurewire.observe.ChannelSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts snapshots of connections to rows. */
final class ConnectionRows {
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
                : AwaitingRows.of(now.awaiting().get(0), millis, before == null ? null : before.awaiting());
        List<TaskRow> tasks = AwaitingRows.tasks(now.tasks(), millis, before == null ? List.of() : before.tasks());
        return row(hub, now, lastActivity, 0, hub.highWaterMark(), awaiting, tasks);
    }

    static ConnectionRow closed(FeedHub hub, ChannelSnapshot last, long millis) {
        return row(hub, last, millis, millis, 0, null, List.of());
    }

    private static ConnectionRow row(
            FeedHub hub,
            ChannelSnapshot now,
            long lastActivity,
            long closedAt,
            long highWaterMark,
            @Nullable AwaitingRow awaiting,
            List<TaskRow> tasks) {
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
                tasks);
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
