/** How the log gets to stderr. */
@NullMarked
package dev.futurewire.server.logging;

import org.jspecify.annotations.NullMarked;
