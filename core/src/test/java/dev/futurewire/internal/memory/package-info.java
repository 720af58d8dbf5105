/** The budget and what happens without memory. */
@NullMarked
package dev.futurewire.internal.memory;

import org.jspecify.annotations.NullMarked;
