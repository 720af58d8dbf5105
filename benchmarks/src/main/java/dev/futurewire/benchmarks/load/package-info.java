/**
 * The load: a client in a process of its own that drives one server at a time and measures it.
 *
 * <p>One thread, one selector, buffers that are allocated once. It polls instead of sleeping: a sleeping client would
 * have to be woken by the server, and that wake-up would be charged to the server's processor time, more to a fast
 * server than to a slow one. How much of the time it found nothing to do is reported: that is its headroom.
 */
@NullMarked
package dev.futurewire.benchmarks.load;

import org.jspecify.annotations.NullMarked;
