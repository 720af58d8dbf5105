/** Traces of connections: their ring, their formats, their replay over memory. */
@NullMarked
package dev.futurewire.internal.trace;

import org.jspecify.annotations.NullMarked;
