package dev.futurewire.testing;

import java.util.concurrent.Semaphore;

/**
 * Lets two threads do two things at the same moment, again and again. The lead of one of them follows the outcomes, so
 * that both win about as often and most rounds are close.
 */
public final class Duel implements AutoCloseable {
    private static final int SPINS_BEFORE_YIELD = 2_000;
    private static final int LONGEST_LEAD = 20_000;

    private final Thread second = new Thread(this::run, "second-of-a-duel");
    private final Semaphore ended = new Semaphore(0);
    private volatile Runnable action = () -> {};
    private volatile int started;
    private volatile int finished;
    private volatile boolean over;
    private int lead;

    /** Starts the second thread. */
    public Duel() {
        second.setDaemon(true);
        second.start();
    }

    /** Does one thing on the calling thread and one on the other, and waits for both. */
    public void round(Runnable here, Runnable there) {
        action = there;
        int round = started + 1;
        int spins = lead;
        started = round;
        linger(spins);
        here.run();
        awaitRound(round);
    }

    /** Tells who won, so that the loser gets more of a lead. */
    public void won(boolean here) {
        int step = 1 + Math.abs(lead) / 16;
        lead = Math.max(-LONGEST_LEAD, Math.min(LONGEST_LEAD, here ? lead + step : lead - step));
    }

    private void run() {
        int round = 0;
        while (!over) {
            round++;
            if (!awaitStart(round)) {
                break;
            }
            linger(-lead);
            action.run();
            finished = round;
        }
        ended.release();
    }

    private boolean awaitStart(int round) {
        for (int i = 0; started != round; i++) {
            if (over) {
                return false;
            }
            relax(i);
        }
        return true;
    }

    private void awaitRound(int round) {
        for (int i = 0; finished != round; i++) {
            relax(i);
        }
    }

    private static void linger(int spins) {
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
    }

    private static void relax(int i) {
        if (i < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        over = true;
        ended.acquireUninterruptibly();
    }
}
