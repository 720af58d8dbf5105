/** Recordings of a feed. No JavaFX in here. */
@NullMarked
package dev.futurewire.monitor.record;

import org.jspecify.annotations.NullMarked;
