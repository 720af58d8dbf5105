package dev.futurewire.server;

import dev.futurewire.ShutdownReport;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats a shutdown report as text. */
final class ShutdownReportText {
    /** The maximum number of connections that are listed. */
    private static final int MAX_LISTED = 100;

    private ShutdownReportText() {}

    /** Returns the report as lines that end with LF: the counts, followed by the connections that were still open. */
    static String of(ShutdownReport report) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "futurewire stopped after %s: %d finished, %d closed, %d aborted\n",
                seconds(report.took()),
                report.finished(),
                report.closed(),
                report.aborted()));
        List<ChannelSnapshot> open = report.stillOpen();
        open.stream()
                .limit(MAX_LISTED)
                .forEach(connection -> text.append("  still open: ")
                        .append(Printable.escape(describe(connection)))
                        .append('\n'));
        if (open.size() > MAX_LISTED) {
            text.append("  and ").append(open.size() - MAX_LISTED).append(" more\n");
        }
        return text.toString();
    }

    private static String describe(ChannelSnapshot connection) {
        String awaited = connection.awaiting().isEmpty()
                ? "nothing"
                : connection.awaiting().stream()
                        .map(ShutdownReportText::describe)
                        .collect(Collectors.joining(" and "));
        return "#" + connection.id() + " " + HostPort.text(connection.remoteAddress()) + " awaited " + awaited;
    }

    private static String describe(Awaiting awaiting) {
        return awaiting.operation().methodName()
                + awaiting.location().map(line -> " at " + line).orElse("")
                + " for " + seconds(awaiting.since());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }
}
