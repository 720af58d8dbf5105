/** Connecting: name lookup, the race of a host's addresses, and the socket that becomes a channel. */
@NullMarked
package dev.futurewire.internal.connect;

import org.jspecify.annotations.NullMarked;
