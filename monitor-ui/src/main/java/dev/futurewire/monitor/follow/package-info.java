/** The live traffic of one connection. */
@NullMarked
package dev.futurewire.monitor.follow;

import org.jspecify.annotations.NullMarked;
