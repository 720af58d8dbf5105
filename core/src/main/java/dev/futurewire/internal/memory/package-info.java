/** What buffers may hold in all, and what is done when the JVM has no memory left. */
@NullMarked
package dev.futurewire.internal.memory;

import org.jspecify.annotations.NullMarked;
