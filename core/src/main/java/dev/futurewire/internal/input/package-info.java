/**
 * The reading half of a connection: the transport read, the buffers it fills, and the records found in them. Independent of
 * the channel.
 */
@NullMarked
package dev.futurewire.internal.input;

import org.jspecify.annotations.NullMarked;
