/** The sheet of shortcuts. */
@NullMarked
package dev.futurewire.monitor.help;

import org.jspecify.annotations.NullMarked;
