/** Snapshots, events, traces and warnings of servers and connections, and helpers for logging. */
@NullMarked
package dev.futurewire.observe;

import org.jspecify.annotations.NullMarked;
