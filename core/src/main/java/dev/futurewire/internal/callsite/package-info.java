/** Finds the program's source line that started an operation. */
@NullMarked
package dev.futurewire.internal.callsite;

import org.jspecify.annotations.NullMarked;
