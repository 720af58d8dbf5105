/**
 * Comparison of whole servers: {@link dev.futurewire.benchmarks.Compare} starts each in a process pinned to one core, drives
 * it from a load client on another, and prints the cost of a request.
 */
@NullMarked
package dev.futurewire.benchmarks;

import org.jspecify.annotations.NullMarked;
