package dev.futurewire.server.metrics;

import dev.futurewire.CloseReason;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.observe.Warning;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A server's counters as meters. Labels are the library's own words (reasons, kinds, directions), never a peer's: their
 * number is fixed.
 */
public final class ServerMetrics implements MeterBinder {
    private final Supplier<ServerSnapshot> snapshots;

    /**
     * Creates the binder.
     *
     * @param snapshots yields the server's snapshot; called once a meter and scrape, so better one that is remembered for a
     *     moment: see {@link CachedSnapshot}
     */
    public ServerMetrics(Supplier<ServerSnapshot> snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "futurewire.connections.open", "Connections open now", ServerSnapshot::open);
        gauge(registry, "futurewire.connections.peak", "The most connections at once", ServerSnapshot::peak);
        gauge(
                registry,
                "futurewire.accepting",
                "1 while the server accepts, 0 while it is paused, backing off or stopped",
                snapshot -> snapshot.acceptState() == ServerSnapshot.AcceptState.ACCEPTING ? 1 : 0);
        gauge(
                registry,
                "futurewire.output.queued.bytes",
                "Bytes that wait to be sent on all connections",
                ServerSnapshot::queuedOutput);
        gauge(
                registry,
                "futurewire.buffered.bytes",
                "Bytes that the buffers of all connections hold, input and output",
                ServerSnapshot::buffered);
        gauge(
                registry,
                "futurewire.buffered.limit.bytes",
                "How many they may hold before the largest connections are closed",
                ServerSnapshot::maxBuffered);
        counter(registry, "futurewire.connections.accepted", Tags.empty(), "Accepted", ServerSnapshot::accepted);
        counter(
                registry,
                "futurewire.connections.refused",
                Tags.empty(),
                "Closed at once at a limit",
                ServerSnapshot::refused);
        counter(
                registry,
                "futurewire.accept.failures",
                Tags.empty(),
                "Accepts that the operating system failed",
                ServerSnapshot::acceptFailures);
        counter(registry, "futurewire.bytes", direction("in"), "Bytes moved", ServerSnapshot::bytesIn);
        counter(registry, "futurewire.bytes", direction("out"), "Bytes moved", ServerSnapshot::bytesOut);
        counter(registry, "futurewire.lines", direction("in"), "Lines moved", ServerSnapshot::linesIn);
        counter(registry, "futurewire.lines", direction("out"), "Lines moved", ServerSnapshot::linesOut);
        for (CloseReason reason : CloseReason.values()) {
            counter(
                    registry,
                    "futurewire.connections.closed",
                    Tags.of("reason", word(reason)),
                    "Ended connections by reason, timeouts among them",
                    snapshot -> snapshot.closed().getOrDefault(reason, 0L));
        }
        for (Warning.Kind kind : Warning.Kind.values()) {
            counter(
                    registry,
                    "futurewire.warnings",
                    Tags.of("kind", word(kind)),
                    "Warnings by kind: blocked handlers, early returns, failures nobody looked at, slow consumers",
                    snapshot -> snapshot.warnings().getOrDefault(kind, 0L));
        }
    }

    private static Tags direction(String direction) {
        return Tags.of("direction", direction);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<ServerSnapshot> value) {
        Gauge.builder(name, snapshots, source -> value.applyAsDouble(source.get()))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            Tags tags,
            String description,
            ToDoubleFunction<ServerSnapshot> value) {
        FunctionCounter.builder(name, snapshots, source -> value.applyAsDouble(source.get()))
                .tags(tags)
                .description(description)
                .register(registry);
    }
}
