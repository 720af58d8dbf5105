/** A server inside the monitor, so that there is something to see at once. */
@NullMarked
package dev.futurewire.monitor.embedded;

import org.jspecify.annotations.NullMarked;
