/**
 * asyncio-style streams: TCP connections as futures. Start with {@link dev.futurewire.AsyncServer} or {@link
 * dev.futurewire.AsyncChannel#connect}.
 */
@NullMarked
package dev.futurewire;

import org.jspecify.annotations.NullMarked;
