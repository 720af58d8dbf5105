/**
 * The feed: what a server tells its viewers, and what they may ask of it. Lives in the server's module because both ends
 * use it, because its messages are JSON (the core has no dependency to write that with), and because the monitor embeds
 * the server's services anyway.
 */
@NullMarked
package dev.futurewire.server.feed;

import org.jspecify.annotations.NullMarked;
