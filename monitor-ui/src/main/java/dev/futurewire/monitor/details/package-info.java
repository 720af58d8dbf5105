/** One connection: what it is, what it does, what can be done with it. */
@NullMarked
package dev.futurewire.monitor.details;

import org.jspecify.annotations.NullMarked;
