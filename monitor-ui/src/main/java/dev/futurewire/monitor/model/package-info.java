/** What the window shows, without a window: no JavaFX in here, so that it is tested without a screen. */
@NullMarked
package dev.futurewire.monitor.model;

import org.jspecify.annotations.NullMarked;
