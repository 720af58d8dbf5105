/**
 * TCP connections whose operations return {@link java.util.concurrent.CompletableFuture}s, in the style of asyncio's
 * streams. The entry points are {@link dev.futurewire.AsyncServer#listen} and {@link
 * dev.futurewire.AsyncChannel#connect}.
 */
@NullMarked
package dev.futurewire;

import org.jspecify.annotations.NullMarked;
