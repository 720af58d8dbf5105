/** State and formatting of what the window shows; free of JavaFX, so that it is tested without a toolkit. */
@NullMarked
package dev.futurewire.monitor.model;

import org.jspecify.annotations.NullMarked;
