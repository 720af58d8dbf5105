/** The channel: read pump, write queue, futures, close sequence. */
@NullMarked
package dev.futurewire.internal.channel;

import org.jspecify.annotations.NullMarked;
