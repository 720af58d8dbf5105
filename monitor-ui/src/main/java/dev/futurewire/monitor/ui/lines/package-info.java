/** Virtualized views of traffic: many lines in few nodes. */
@NullMarked
package dev.futurewire.monitor.ui.lines;

import org.jspecify.annotations.NullMarked;
