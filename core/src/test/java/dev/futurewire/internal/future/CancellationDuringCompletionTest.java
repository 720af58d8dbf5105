package dev.futurewire.internal.future;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Cancelling a stage while the source that it waits for changes. */
class CancellationDuringCompletionTest {
    @Test
    void reachesAStageThatIsComposedConcurrently() {
        ChannelFuture<String> composed = new ChannelFuture<>(null);
        ChannelFuture<String> parent = new ChannelFuture<>(null) {
            @Override
            protected Runnable withdraw() {
                complete("completed concurrently, and the function was called");
                return NOTHING;
            }
        };
        CompletableFuture<String> stage = parent.thenCompose(value -> composed);
        assertTrue(stage.cancel(true));
        assertTrue(composed.isCancelled());
    }
}
