/** Bytes to lines and records: no sockets, no threads, no clock. */
@NullMarked
package dev.futurewire.internal.frame;

import org.jspecify.annotations.NullMarked;
