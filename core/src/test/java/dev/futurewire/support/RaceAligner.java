package dev.futurewire.support;

/**
 * Adjusts the lead of one party of a race after each outcome, so that both parties win about equally often
 * and most rounds are close.
 */
public final class RaceAligner {
    private static final int LONGEST = 100_000;

    /** How many spins the first party is ahead; if negative, the second one is. */
    private int lead;

    /** Runs both parties, the one with the lead first. */
    public void race(Runnable first, Runnable second) {
        (lead >= 0 ? first : second).run();
        for (int i = Math.abs(lead); i > 0; i--) {
            Thread.onSpinWait();
        }
        (lead >= 0 ? second : first).run();
    }

    /** Records the winner; the other party gets more of a lead. */
    public void won(boolean first) {
        int step = 1 + Math.abs(lead) / 16;
        lead = Math.max(-LONGEST, Math.min(LONGEST, first ? lead - step : lead + step));
    }
}
