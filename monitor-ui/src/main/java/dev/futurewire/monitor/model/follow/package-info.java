/** The traffic of a connection as lines: split, kept within a budget, rendered safely. */
@NullMarked
package dev.futurewire.monitor.model.follow;

import org.jspecify.annotations.NullMarked;
