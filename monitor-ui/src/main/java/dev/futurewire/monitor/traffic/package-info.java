/** Sampled traffic of all connections. */
@NullMarked
package dev.futurewire.monitor.traffic;

import org.jspecify.annotations.NullMarked;
