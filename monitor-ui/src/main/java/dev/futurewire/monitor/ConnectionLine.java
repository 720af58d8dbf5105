package dev.futurewire.monitor;

import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * One connection as the table shows it. No JavaFX in here.
 *
 * @param id its number
 * @param peer its peer's address
 * @param state where it is in its life
 * @param age how long it has been open
 * @param bytesIn bytes received
 * @param bytesOut bytes sent
 * @param awaiting what it waits for, at which source line, since when and until when
 */
record ConnectionLine(long id, String peer, String state, String age, long bytesIn, long bytesOut, String awaiting) {
    static ConnectionLine of(ChannelSnapshot snapshot, Instant now) {
        return new ConnectionLine(
                snapshot.id(),
                text(snapshot.remoteAddress()),
                snapshot.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                seconds(Duration.between(snapshot.openedAt(), now)),
                snapshot.bytesIn(),
                snapshot.bytesOut(),
                snapshot.awaiting().isEmpty()
                        ? "at work"
                        : text(snapshot.awaiting().get(0)));
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
                : address.toString();
    }

    private static String text(Awaiting awaiting) {
        StringBuilder text = new StringBuilder(awaiting.operation().methodName());
        awaiting.location().ifPresent(location -> text.append(" at ").append(location));
        text.append(", for ").append(seconds(awaiting.since()));
        Duration remaining = awaiting.remaining();
        if (remaining != null) {
            text.append(", ").append(seconds(remaining)).append(" left");
        }
        return text.toString();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
