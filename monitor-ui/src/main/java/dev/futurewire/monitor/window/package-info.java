/** The window that holds all views, and what keeps them fresh. */
@NullMarked
package dev.futurewire.monitor.window;

import org.jspecify.annotations.NullMarked;
