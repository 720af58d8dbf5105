/**
 * Connections in memory on the thread, and in the virtual time, of a test: implements {@link dev.futurewire.testing.TestWorld}.
 */
@NullMarked
package dev.futurewire.internal.simulation;

import org.jspecify.annotations.NullMarked;
