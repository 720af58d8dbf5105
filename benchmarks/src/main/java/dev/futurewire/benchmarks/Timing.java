package dev.futurewire.benchmarks;

/**
 * How often and how long, in rounds and seconds.
 *
 * @param settle by how much the warm-up may become longer, until nothing is being compiled any more
 */
record Timing(int rounds, int warmup, int settle, int seconds) {}
