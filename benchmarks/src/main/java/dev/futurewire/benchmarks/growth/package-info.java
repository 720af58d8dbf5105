/** Programs that measure themselves without a load client, started by the growth rows. */
@NullMarked
package dev.futurewire.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
