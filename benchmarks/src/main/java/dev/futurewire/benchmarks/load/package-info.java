/**
 * The load client: a process that drives one server at a time and measures it.
 *
 * <p>It has one thread and one selector, and allocates its buffers once. It polls instead of sleeping, since waking it would be
 * charged to the server's processor time, more to a fast server than to a slow one. It reports the time in which it had
 * nothing to do, which is its headroom.
 */
@NullMarked
package dev.futurewire.benchmarks.load;

import org.jspecify.annotations.NullMarked;
