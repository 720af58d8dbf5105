/** The open connections of the process and the listeners that are notified of their events. */
@NullMarked
package dev.futurewire.internal.registry;

import org.jspecify.annotations.NullMarked;
