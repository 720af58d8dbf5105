/** Programs that measure themselves, started by the comparison's growth rows: what no load client is needed for. */
@NullMarked
package dev.futurewire.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
