package dev.futurewire.monitor.ui;

/** How evenly the window is drawn. */
public final class Pulses {
    private static final long SECOND = 1_000_000_000L;
    private static final int KEPT = 4_096;

    private final long[] gaps = new long[KEPT];
    private int count;
    private long last;
    private long second;
    private int inSecond;
    private int rate;

    /** Nothing drawn yet. */
    public Pulses() {}

    void pulse(long nanos) {
        if (last != 0) {
            gaps[count % KEPT] = nanos - last;
            count++;
        }
        last = nanos;
        if (nanos - second >= SECOND) {
            rate = inSecond;
            inSecond = 0;
            second = nanos;
        }
        inSecond++;
    }

    /** How many in the last whole second. */
    public int rate() {
        return rate;
    }

    /** The gaps between pulses since {@link #forget}, in nanoseconds: the last few thousand. */
    public long[] gaps() {
        return java.util.Arrays.copyOf(gaps, Math.min(count, KEPT));
    }

    /** Begins to count anew. */
    public void forget() {
        count = 0;
    }
}
