package dev.futurewire.monitor.model;

/** A rate that follows its counter within about a second and comes to rest at exactly zero. */
final class SmoothedRate {
    private static final double SETTLE_MILLIS = 700;
    private static final double NOTHING = 0.5;

    private SmoothedRate() {}

    /** The new rate: {@code moved} units in {@code millis}, after {@code before} units a second. */
    static double next(double before, long moved, long millis) {
        if (millis <= 0) {
            return before;
        }
        double now = Math.max(0, moved) * 1000.0 / millis;
        double weight = 1 - Math.exp(-millis / SETTLE_MILLIS);
        double next = before + (now - before) * weight;
        return moved <= 0 && next < NOTHING ? 0 : next;
    }
}
