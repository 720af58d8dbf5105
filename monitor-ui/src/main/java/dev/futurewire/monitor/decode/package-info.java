/** Decoders that split the traffic of a connection into messages and describe them; other modules can provide more. */
@NullMarked
package dev.futurewire.monitor.decode;

import org.jspecify.annotations.NullMarked;
