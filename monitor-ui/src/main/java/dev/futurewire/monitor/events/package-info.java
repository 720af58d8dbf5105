/** The event log. */
@NullMarked
package dev.futurewire.monitor.events;

import org.jspecify.annotations.NullMarked;
