/** Futures whose stages withdraw what they wait for, and the loops and retries built on them. */
@NullMarked
package dev.futurewire.internal.future;

import org.jspecify.annotations.NullMarked;
