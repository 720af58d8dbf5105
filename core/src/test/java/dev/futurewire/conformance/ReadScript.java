package dev.futurewire.conformance;

import dev.futurewire.AsyncChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads one after the other, each started by the completion of the one before, as a handler does it. Like a handler's
 * naive recursion it leaves the depth of its stack to the channel.
 */
final class ReadScript {
    private final AsyncChannel channel;
    private final List<Step> reads;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile int at;

    ReadScript(AsyncChannel channel, List<Step> reads) {
        this.channel = channel;
        this.reads = reads;
    }

    CompletableFuture<Void> start() {
        next();
        return done;
    }

    /** The current position, for failure messages. */
    String position() {
        int now = at;
        return now == reads.size() ? "after the last read" : "read " + (now + 1) + " " + reads.get(now);
    }

    @SuppressWarnings({"FutureReturnValueIgnored", "NonAtomicVolatileUpdate"}) // one read at a time
    private void next() {
        if (at == reads.size()) {
            done.complete(null);
            return;
        }
        Step step = reads.get(at);
        Operations.start(channel, step).whenComplete((value, failure) -> {
            try {
                String wrong = step.expectation().mismatch(Outcome.of((Object) value, failure));
                if (wrong != null) {
                    done.completeExceptionally(new AssertionError(wrong));
                    return;
                }
                at++;
                next();
            } catch (Throwable thrown) {
                // Reported here, since no caller observes the stage.
                done.completeExceptionally(thrown);
            }
        });
    }
}
