package dev.futurewire.benchmarks;

/**
 * How often and how long, in rounds, turns and seconds.
 *
 * @param rounds how often each server is started
 * @param turns how often it is then measured, one server after the other
 * @param settle by how much the warm-up may become longer, until nothing is being compiled any more
 */
record Timing(int rounds, int turns, int warmup, int settle, int seconds) {
    /** A second, to warm a server up that has been at rest, or not at all. */
    private static final int AGAIN = 1;

    /** To warm a server up that has just been started: what is measured then counts for nothing. */
    Timing toWarmUp() {
        return new Timing(1, 1, warmup, settle, 1);
    }

    /** To measure a server that is warm. */
    Timing toMeasure() {
        return new Timing(1, 1, AGAIN, 0, seconds);
    }
}
