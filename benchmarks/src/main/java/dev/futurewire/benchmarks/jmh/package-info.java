/** Microbenchmarks with JMH. Their results are hypotheses that the comparison of servers must confirm. */
@NullMarked
package dev.futurewire.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
