/** A server that misbehaves in every way, and clients that make it. No JavaFX in here. */
@NullMarked
package dev.futurewire.monitor.demo;

import org.jspecify.annotations.NullMarked;
