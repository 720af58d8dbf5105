package dev.futurewire.monitor.model;

/** Exponential smoothing of a rate, which follows its counter within about a second and settles at exactly zero. */
final class SmoothedRate {
    private static final double SETTLE_MILLIS = 700;
    private static final double NEGLIGIBLE = 0.5;

    private SmoothedRate() {}

    /** Returns the rate after the counter advanced by {@code moved} in {@code millis}, given the rate before. */
    static double next(double before, long moved, long millis) {
        if (millis <= 0) {
            return before;
        }
        double now = Math.max(0, moved) * 1000.0 / millis;
        double weight = 1 - Math.exp(-millis / SETTLE_MILLIS);
        double next = before + (now - before) * weight;
        return moved <= 0 && next < NEGLIGIBLE ? 0 : next;
    }
}
