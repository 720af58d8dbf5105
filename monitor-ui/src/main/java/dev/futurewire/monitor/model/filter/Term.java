package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.Entry;

/** One condition. */
@FunctionalInterface
interface Term {
    boolean holds(Entry entry, long now);

    default Term negated() {
        return (entry, now) -> !holds(entry, now);
    }
}
