/**
 * The monitor feed: the protocol between a server and its viewers, with both of its ends. It is part of the server module
 * because its messages are JSON, for which the core has no dependency, and because the monitor embeds the server's services
 * anyway.
 */
@NullMarked
package dev.futurewire.server.feed;

import org.jspecify.annotations.NullMarked;
