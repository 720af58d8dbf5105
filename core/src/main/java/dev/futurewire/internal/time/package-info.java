/** Clock and timer: one wheel for all deadlines, a manual one for tests. */
@NullMarked
package dev.futurewire.internal.time;

import org.jspecify.annotations.NullMarked;
