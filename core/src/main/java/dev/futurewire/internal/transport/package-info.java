/** The seam between channels and what carries bytes: NIO.2 sockets, memory. */
@NullMarked
package dev.futurewire.internal.transport;

import org.jspecify.annotations.NullMarked;
