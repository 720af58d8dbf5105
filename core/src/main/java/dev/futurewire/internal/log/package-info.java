/** The log messages of the library. */
@NullMarked
package dev.futurewire.internal.log;

import org.jspecify.annotations.NullMarked;
