package dev.futurewire.testing;

/**
 * Waits a little before one party of a race acts, and learns from each outcome: so both win about as often, and most
 * rounds are close.
 */
public final class Aim {
    private static final int LONGEST = 100_000;

    private int spins = 100;

    /** Lets the other party have its lead. */
    public void take() {
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
    }

    /** The other party was first: less of a lead next time. */
    public void late() {
        spins -= 1 + spins / 16;
        spins = Math.max(0, spins);
    }

    /** The other party was last: more of a lead next time. */
    public void early() {
        spins += 1 + spins / 16;
        spins = Math.min(LONGEST, spins);
    }
}
