/** Colours. */
@NullMarked
package dev.futurewire.monitor.theme;

import org.jspecify.annotations.NullMarked;
