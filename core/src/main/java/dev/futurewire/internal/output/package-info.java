/**
 * The writing half of a connection: the queue of bytes, the transport write, the end of the output, and the operations that wait
 * for these. Independent of the channel.
 */
@NullMarked
package dev.futurewire.internal.output;

import org.jspecify.annotations.NullMarked;
