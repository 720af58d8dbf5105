/** The interface between channels and the carriers of their bytes; NIO.2 sockets and memory. */
@NullMarked
package dev.futurewire.internal.transport;

import org.jspecify.annotations.NullMarked;
