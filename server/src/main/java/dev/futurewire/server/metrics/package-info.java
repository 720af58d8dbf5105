/** What a server counts, for Prometheus: Micrometer over {@link dev.futurewire.AsyncServer#snapshot()}. */
@NullMarked
package dev.futurewire.server.metrics;

import org.jspecify.annotations.NullMarked;
