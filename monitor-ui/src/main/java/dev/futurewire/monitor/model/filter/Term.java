package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;

/** A condition on a connection. */
@FunctionalInterface
interface Term {
    boolean holds(ConnectionEntry entry, long now);

    default Term negated() {
        return (entry, now) -> !holds(entry, now);
    }
}
