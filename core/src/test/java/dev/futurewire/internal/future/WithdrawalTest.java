package dev.futurewire.internal.future;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Giving up a stage in the moment in which what it waits for changes. */
class WithdrawalTest {
    @Test
    void reachesTheStageThatWasComposedWhileItsParentWasAsked() {
        ChannelFuture<String> composed = new ChannelFuture<>(null);
        ChannelFuture<String> parent = new ChannelFuture<>(null) {
            @Override
            protected Runnable withdraw() {
                complete("the value has come just now, and the function was called with it");
                return NOTHING;
            }
        };
        CompletableFuture<String> stage = parent.thenCompose(value -> composed);
        assertTrue(stage.cancel(true));
        assertTrue(composed.isCancelled());
    }
}
