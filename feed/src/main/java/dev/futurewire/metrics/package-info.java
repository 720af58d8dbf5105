/** Metrics of servers for Micrometer, which the program has to bring. */
@NullMarked
package dev.futurewire.metrics;

import org.jspecify.annotations.NullMarked;
