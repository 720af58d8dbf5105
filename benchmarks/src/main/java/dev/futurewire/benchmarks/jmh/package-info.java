/** Pieces measured alone, with JMH. One that is faster here is a guess that the comparison of servers must confirm. */
@NullMarked
package dev.futurewire.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
