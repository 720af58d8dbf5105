/** Loops. One thread at a time works the connections of a loop; a spare takes over if it blocks. */
@NullMarked
package dev.futurewire.internal.loop;

import org.jspecify.annotations.NullMarked;
