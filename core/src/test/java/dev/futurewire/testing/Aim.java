package dev.futurewire.testing;

/**
 * Sets the lead that one party of a race gets over the other, and learns from each outcome: so both win about as often,
 * and most rounds are close.
 */
public final class Aim {
    private static final int LONGEST = 100_000;

    /** How many spins the first party is ahead; the second one is ahead if negative. */
    private int lead;

    /** Lets both parties act, the one with the lead first. */
    public void race(Runnable first, Runnable second) {
        (lead >= 0 ? first : second).run();
        for (int i = Math.abs(lead); i > 0; i--) {
            Thread.onSpinWait();
        }
        (lead >= 0 ? second : first).run();
    }

    /** Tells who won: the other one gets more of a lead. */
    public void won(boolean first) {
        int step = 1 + Math.abs(lead) / 16;
        lead = Math.max(-LONGEST, Math.min(LONGEST, first ? lead - step : lead + step));
    }
}
