/**
 * Whole servers compared: {@link dev.futurewire.benchmarks.Compare} starts each in a process of its own that is pinned
 * to one core, drives it from a load client on another, and prints what a request cost.
 */
@NullMarked
package dev.futurewire.benchmarks;

import org.jspecify.annotations.NullMarked;
