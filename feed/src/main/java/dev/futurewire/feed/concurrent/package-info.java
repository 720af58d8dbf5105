/** Threads that the program starts itself. */
@NullMarked
package dev.futurewire.feed.concurrent;

import org.jspecify.annotations.NullMarked;
