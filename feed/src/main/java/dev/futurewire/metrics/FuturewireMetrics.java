package dev.futurewire.metrics;

import dev.futurewire.AsyncServer;
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
 * Publishes a server's counters as meters. Requires Micrometer, which this module does not bring along.
 *
 * <pre>{@code
 * new FuturewireMetrics(server).bindTo(registry);
 * }</pre>
 *
 * <p>Labels have a fixed set of values (reasons, kinds, directions, and the name of the server if it has one) and never contain
 * text received from peers. The meters of a registry share one snapshot, which is at most 200 ms old. They remain after the
 * server is closed, with its last values.
 */
public final class FuturewireMetrics implements MeterBinder {
    private final Supplier<ServerSnapshot> snapshots;
    private final Tags common;

    /**
     * Creates the binder of a server, whose meters have no label for it. A registry can have the meters of one such server.
     *
     * @param server the server
     */
    public FuturewireMetrics(AsyncServer server) {
        this(server::snapshot);
    }

    /**
     * Creates the binder of one of several servers. Its meters have the label {@code server}.
     *
     * @param name the value of the label
     * @param server the server
     */
    public FuturewireMetrics(String name, AsyncServer server) {
        this(server::snapshot, Tags.of("server", name));
    }

    /**
     * Creates a binder.
     *
     * @param snapshots supplies snapshots of the server; it is called at most every 200 ms, however many meters are read
     */
    public FuturewireMetrics(Supplier<ServerSnapshot> snapshots) {
        this(snapshots, Tags.empty());
    }

    private FuturewireMetrics(Supplier<ServerSnapshot> snapshots, Tags common) {
        this.snapshots = new CachedSnapshot(snapshots);
        this.common = common;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "futurewire.connections.open", "Open connections", ServerSnapshot::open);
        gauge(registry, "futurewire.connections.peak", "Highest number of open connections", ServerSnapshot::peak);
        gauge(
                registry,
                "futurewire.accepting",
                "1 while the server accepts, 0 while it is paused, backing off or stopped",
                snapshot -> snapshot.acceptState() == ServerSnapshot.AcceptState.ACCEPTING ? 1 : 0);
        gauge(
                registry,
                "futurewire.output.queued.bytes",
                "Bytes queued for sending on all connections",
                ServerSnapshot::queuedOutput);
        gauge(
                registry,
                "futurewire.buffered.bytes",
                "Bytes in the input and output buffers of all connections",
                ServerSnapshot::buffered);
        gauge(
                registry,
                "futurewire.buffered.limit.bytes",
                "Limit of buffered bytes beyond which the connections with the largest buffers are closed",
                ServerSnapshot::maxBuffered);
        counter(
                registry,
                "futurewire.connections.accepted",
                Tags.empty(),
                "Accepted connections",
                ServerSnapshot::accepted);
        counter(
                registry,
                "futurewire.connections.refused",
                Tags.empty(),
                "Connections closed immediately because of a limit",
                ServerSnapshot::refused);
        counter(registry, "futurewire.accept.failures", Tags.empty(), "Failed accepts", ServerSnapshot::acceptFailures);
        counter(registry, "futurewire.bytes", direction("in"), "Bytes transferred", ServerSnapshot::bytesIn);
        counter(registry, "futurewire.bytes", direction("out"), "Bytes transferred", ServerSnapshot::bytesOut);
        counter(registry, "futurewire.lines", direction("in"), "Lines read and written", ServerSnapshot::linesIn);
        counter(registry, "futurewire.lines", direction("out"), "Lines read and written", ServerSnapshot::linesOut);
        for (CloseReason reason : CloseReason.values()) {
            counter(
                    registry,
                    "futurewire.connections.closed",
                    Tags.of("reason", word(reason)),
                    "Closed connections by reason, including timeouts",
                    snapshot -> snapshot.closed().getOrDefault(reason, 0L));
        }
        for (Warning.Kind kind : Warning.Kind.values()) {
            counter(
                    registry,
                    "futurewire.warnings",
                    Tags.of("kind", word(kind)),
                    "Warnings by kind: blocked handlers, early returns, unobserved failures, slow consumers",
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
                .tags(common)
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
                .tags(common.and(tags))
                .description(description)
                .register(registry);
    }
}
