/** Splits bytes into lines and records, without sockets, threads or clocks. */
@NullMarked
package dev.futurewire.internal.frame;

import org.jspecify.annotations.NullMarked;
