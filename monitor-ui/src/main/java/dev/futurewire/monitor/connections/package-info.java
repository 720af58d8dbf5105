/** The table of connections. */
@NullMarked
package dev.futurewire.monitor.connections;

import org.jspecify.annotations.NullMarked;
