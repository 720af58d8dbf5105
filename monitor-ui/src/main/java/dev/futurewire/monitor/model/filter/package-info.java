/** The filter language and the order of the table: which connections are shown, and where. */
@NullMarked
package dev.futurewire.monitor.model.filter;

import org.jspecify.annotations.NullMarked;
