/** Feeds the window can watch: attached servers, recordings, the embedded server and the demonstration. */
@NullMarked
package dev.futurewire.monitor.source;

import org.jspecify.annotations.NullMarked;
