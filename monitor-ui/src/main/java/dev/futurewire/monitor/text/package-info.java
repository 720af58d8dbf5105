/** The words of the window, in a resource bundle. */
@NullMarked
package dev.futurewire.monitor.text;

import org.jspecify.annotations.NullMarked;
