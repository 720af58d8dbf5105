/** The server at a glance: numbers and a chart. */
@NullMarked
package dev.futurewire.monitor.tiles;

import org.jspecify.annotations.NullMarked;
