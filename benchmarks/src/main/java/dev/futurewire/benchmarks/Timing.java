package dev.futurewire.benchmarks;

/**
 * Number and duration of measurements.
 *
 * @param rounds number of times each server is started
 * @param turns measurements per start, in turns with the other servers
 * @param warmup seconds of warm-up
 * @param settle additional seconds of warm-up, at most, until compilation has settled
 * @param seconds duration of a measurement in seconds
 */
record Timing(int rounds, int turns, int warmup, int settle, int seconds) {
    /** Seconds of warm-up for a server that has been idle. */
    private static final int REWARM = 1;

    /** Returns the timing that warms up a server; its measurement is discarded. */
    Timing toWarmUp() {
        return new Timing(1, 1, warmup, settle, 1);
    }

    /** Returns the timing of one measurement of a warm server. */
    Timing toMeasure() {
        return new Timing(1, 1, REWARM, 0, seconds);
    }
}
