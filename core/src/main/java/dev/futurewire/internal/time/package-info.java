/** The clock and the timer for all deadlines, and a manual timer for tests. */
@NullMarked
package dev.futurewire.internal.time;

import org.jspecify.annotations.NullMarked;
