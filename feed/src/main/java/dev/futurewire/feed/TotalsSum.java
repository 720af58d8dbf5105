package dev.futurewire.feed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The sum of the totals of several servers. */
final class TotalsSum {
    /** The states of accepting, the one that matters least first. A server that has been stopped does not hide the others'. */
    private static final List<String> STATES = List.of("stopped", "accepting", "paused", "backing off");

    private final List<ServerTotals> servers;

    private TotalsSum(List<ServerTotals> servers) {
        this.servers = servers;
    }

    static ServerTotals of(List<ServerTotals> servers) {
        return servers.size() == 1 ? servers.get(0) : new TotalsSum(servers).sum();
    }

    private ServerTotals sum() {
        Map<String, Long> closedByReason = new HashMap<>();
        servers.forEach(server ->
                server.closedByReason().forEach((reason, count) -> closedByReason.merge(reason, count, Long::sum)));
        return new ServerTotals(
                joined(ServerTotals::service),
                joined(ServerTotals::address),
                acceptState(),
                servers.stream().mapToLong(ServerTotals::startedAtMillis).min().orElse(0),
                sum(ServerTotals::open),
                sum(ServerTotals::peak),
                sum(ServerTotals::accepted),
                sum(ServerTotals::refused),
                sum(ServerTotals::acceptFailures),
                closedByReason,
                sum(ServerTotals::bytesIn),
                sum(ServerTotals::bytesOut),
                sum(ServerTotals::linesIn),
                sum(ServerTotals::linesOut),
                sum(ServerTotals::writeBlocked),
                sum(ServerTotals::blockedHandlers),
                sum(ServerTotals::warnings),
                sum(ServerTotals::linesShown),
                sum(ServerTotals::linesDropped));
    }

    private String acceptState() {
        int index = servers.stream()
                .mapToInt(server -> STATES.indexOf(server.acceptState()))
                .max()
                .orElse(0);
        return STATES.get(Math.max(0, index));
    }

    private long sum(ToLongFunction<ServerTotals> value) {
        return servers.stream().mapToLong(value).sum();
    }

    private String joined(Function<ServerTotals, String> text) {
        return servers.stream().map(text).collect(Collectors.joining(", "));
    }
}
