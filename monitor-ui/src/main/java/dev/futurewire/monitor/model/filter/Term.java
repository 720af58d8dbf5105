package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;

/** One condition. */
@FunctionalInterface
interface Term {
    boolean holds(ConnectionEntry entry, long now);

    default Term negated() {
        return (entry, now) -> !holds(entry, now);
    }
}
