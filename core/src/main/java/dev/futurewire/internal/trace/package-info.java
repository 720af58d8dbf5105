/** Traces of connections: recording, formatting and in-memory replay. */
@NullMarked
package dev.futurewire.internal.trace;

import org.jspecify.annotations.NullMarked;
