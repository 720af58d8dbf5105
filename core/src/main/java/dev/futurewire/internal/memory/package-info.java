/** Limits the memory of all buffers, and handles the JVM running out of memory. */
@NullMarked
package dev.futurewire.internal.memory;

import org.jspecify.annotations.NullMarked;
