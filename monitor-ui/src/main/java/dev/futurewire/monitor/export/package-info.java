/** What is shown, as a file. No JavaFX in here. */
@NullMarked
package dev.futurewire.monitor.export;

import org.jspecify.annotations.NullMarked;
