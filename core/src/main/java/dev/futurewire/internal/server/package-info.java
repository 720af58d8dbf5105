/** The server behind {@link dev.futurewire.AsyncServer}: accepting, running handlers, shutting down. */
@NullMarked
package dev.futurewire.internal.server;

import org.jspecify.annotations.NullMarked;
