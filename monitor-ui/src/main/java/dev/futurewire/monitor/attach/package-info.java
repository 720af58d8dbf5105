/** Attaching to a server elsewhere. */
@NullMarked
package dev.futurewire.monitor.attach;

import org.jspecify.annotations.NullMarked;
