/** The table of connections. */
@NullMarked
package dev.futurewire.monitor.ui.table;

import org.jspecify.annotations.NullMarked;
