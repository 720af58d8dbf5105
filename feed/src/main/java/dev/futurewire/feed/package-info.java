/** The monitor feed: shows viewers what the connections of a process do. Both ends of its protocol. */
@NullMarked
package dev.futurewire.feed;

import org.jspecify.annotations.NullMarked;
