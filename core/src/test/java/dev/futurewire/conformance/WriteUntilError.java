package dev.futurewire.conformance;

import dev.futurewire.AsyncChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Writes to a connection that is gone: some write must fail, the next one too, and none may hang.
 *
 * @param channel under test
 * @param step what and how often
 */
record WriteUntilError(AsyncChannel channel, Step step) {
    private static final int WITHIN_MILLIS = 5_000;

    void run() {
        int maxWrites = step.number("maxWrites", 1_000);
        for (int i = 0; i < maxWrites; i++) {
            if (write().failure() != null) {
                requireExpected(write(), "the write after the first that failed");
                return;
            }
        }
        throw new AssertionError("none of " + maxWrites + " writes failed");
    }

    private Outcome write() {
        CompletableFuture<Void> written = channel.write(new byte[step.number("writeUntilError", 1)]);
        Outcome outcome = Outcome.of(written, WITHIN_MILLIS);
        if (outcome.failure() != null) {
            requireExpected(outcome, "the write");
        }
        return outcome;
    }

    private void requireExpected(Outcome outcome, String which) {
        String wrong = step.expectation().mismatch(outcome);
        if (wrong != null) {
            throw new AssertionError(which + ": " + wrong);
        }
    }
}
