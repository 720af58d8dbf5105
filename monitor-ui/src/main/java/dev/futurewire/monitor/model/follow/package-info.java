/** A connection's traffic as lines that can be shown: cut, kept within a budget, rendered safely. */
@NullMarked
package dev.futurewire.monitor.model.follow;

import org.jspecify.annotations.NullMarked;
