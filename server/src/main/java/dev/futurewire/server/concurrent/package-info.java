/** Threads that the program starts itself. */
@NullMarked
package dev.futurewire.server.concurrent;

import org.jspecify.annotations.NullMarked;
