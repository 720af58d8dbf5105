package dev.futurewire.server.metrics;

import dev.futurewire.observe.Printable;
import dev.futurewire.observe.ServerSnapshot;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Determines whether a server accepts new connections. */
final class Readiness {
    private final Supplier<ServerSnapshot> snapshots;
    private final int maxConnections;

    Readiness(Supplier<ServerSnapshot> snapshots, int maxConnections) {
        this.snapshots = new CoalescingSupplier<>(snapshots);
        this.maxConnections = maxConnections;
    }

    /** Returns why the server does not accept new connections, or null if it does. */
    @Nullable
    String obstacle() {
        ServerSnapshot now = snapshots.get();
        boolean full = now.open() >= maxConnections;
        return switch (now.acceptState()) {
            case STOPPED -> "shutting down";
            case BACKING_OFF -> "cannot accept: " + Printable.escape(String.valueOf(now.acceptProblem()));
            case PAUSED -> full ? atLimit() : "accepting is paused";
            case ACCEPTING -> full ? atLimit() : null;
        };
    }

    private String atLimit() {
        return "at the limit of " + maxConnections + " connections";
    }
}
