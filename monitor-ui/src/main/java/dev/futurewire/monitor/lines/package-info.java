/** Many lines, few nodes: the list that all traffic is shown in. */
@NullMarked
package dev.futurewire.monitor.lines;

import org.jspecify.annotations.NullMarked;
