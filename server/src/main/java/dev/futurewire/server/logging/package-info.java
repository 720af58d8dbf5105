/** Logging to stderr. */
@NullMarked
package dev.futurewire.server.logging;

import org.jspecify.annotations.NullMarked;
