package dev.futurewire.internal.simulation;

import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.TaskSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Describes why a simulation does not proceed: what every open connection awaits, and which handlers have failed. */
final class StallReport {
    /** Maximum number of connections that are described: 50. */
    private static final int MAX_SHOWN = 50;

    private final StringBuilder text = new StringBuilder();

    private StallReport() {}

    /** Returns the report, which begins with the problem. */
    static String of(Simulation simulation, String problem) {
        StallReport report = new StallReport();
        report.text.append(problem);
        report.text
                .append(", after ")
                .append(time(Duration.ofNanos(simulation.elapsedNanos())))
                .append(" of virtual time");
        report.connections(simulation);
        String failures = failures(simulation);
        if (!failures.isEmpty()) {
            report.text.append('\n').append(failures);
        }
        return report.text.toString();
    }

    /** Describes the failures of handlers that the test has not observed, one a line. */
    static String failures(Simulation simulation) {
        StringBuilder failures = new StringBuilder();
        for (MemoryConnection each : simulation.connections()) {
            Throwable failure = each.unobserved();
            if (failure != null) {
                failures.append(failures.length() == 0 ? "" : "\n")
                        .append("the handler of ")
                        .append(each.accepted())
                        .append(" failed: ")
                        .append(failure);
            }
        }
        return failures.toString();
    }

    private void connections(Simulation simulation) {
        int shown = 0;
        int open = 0;
        for (MemoryConnection each : simulation.connections()) {
            if (each.isClosed()) {
                continue;
            }
            open++;
            if (shown < MAX_SHOWN) {
                shown++;
                end(each.client(), "client");
                end(each.accepted(), "handler");
            }
        }
        if (open == 0) {
            text.append("; no connection is open");
        } else if (open > shown) {
            text.append("\n  and ").append(open - shown).append(" more connections");
        }
    }

    private void end(StreamChannel channel, String role) {
        ChannelSnapshot snapshot = channel.snapshot();
        text.append("\n  connection ")
                .append(snapshot.id())
                .append(" (")
                .append(role)
                .append(", ")
                .append(snapshot.state().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(
                        snapshot.closeReason() == null
                                ? ""
                                : ": " + snapshot.closeReason().text())
                .append("): ");
        List<Awaiting> awaiting = snapshot.awaiting();
        if (awaiting.isEmpty()) {
            text.append("awaits nothing");
        }
        for (int i = 0; i < awaiting.size(); i++) {
            text.append(i == 0 ? "awaits " : ", ").append(describe(awaiting.get(i), snapshot.id()));
        }
        if (snapshot.bufferedInput() > 0) {
            text.append("; ").append(snapshot.bufferedInput()).append(" bytes received and not read");
        }
        if (snapshot.queuedOutput() > 0) {
            text.append("; ").append(snapshot.queuedOutput()).append(" bytes written and not sent");
        }
        for (TaskSnapshot task : snapshot.tasks()) {
            text.append("; task ").append(task.name());
            List<Awaiting> operations = task.awaiting();
            for (int i = 0; i < operations.size(); i++) {
                text.append(i == 0 ? " awaits " : ", ").append(describe(operations.get(i), snapshot.id()));
            }
        }
    }

    private static String describe(Awaiting awaiting, long connection) {
        StringBuilder description = new StringBuilder();
        description.append(
                awaiting.name() != null ? awaiting.name() : awaiting.operation().methodName());
        if (awaiting.connection() != 0 && awaiting.connection() != connection) {
            description.append(" of connection ").append(awaiting.connection());
        }
        awaiting.location().ifPresent(location -> description.append(" at ").append(location));
        if (!awaiting.since().isZero()) {
            description.append(" for ").append(time(awaiting.since()));
        }
        return description.toString();
    }

    private static String time(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
