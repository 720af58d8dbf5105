/** The channel: read and write operations, turns, TLS upgrade, timeouts, close sequence. */
@NullMarked
package dev.futurewire.internal.channel;

import org.jspecify.annotations.NullMarked;
