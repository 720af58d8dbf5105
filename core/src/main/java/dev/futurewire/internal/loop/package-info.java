/** Loops: one thread at a time works the connections of a loop; a spare takes over from a blocked one. */
@NullMarked
package dev.futurewire.internal.loop;

import org.jspecify.annotations.NullMarked;
