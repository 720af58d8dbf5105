package dev.futurewire.internal.turn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The state after a turn. */
final class SequentialTaskTest {
    /** Otherwise the watchdog would take the loop from an idle thread. */
    @Test
    void aThreadLeavesUserCodeThatThrows() throws IOException {
        GroupLoop loop = GroupLoop.start(true, 1);
        StackOverflowError thrown = new StackOverflowError("in a test");
        CompletableFuture<Throwable> notified = new CompletableFuture<>();
        CompletableFuture<Boolean> inUserCode = new CompletableFuture<>();
        SequentialTask turn = new SequentialTask(loop) {
            @Override
            protected void turn() {
                deliverLater(() -> {
                    throw thrown;
                });
                deliverNext();
            }

            @Override
            protected void broken(Throwable failure) {
                notified.complete(failure);
            }

            @Override
            public void blocked(Thread thread, long blockedNanos) {}
        };

        turn.signal();
        loop.submit(() ->
                inUserCode.complete(Objects.requireNonNull(LoopThread.current()).leaveUser()));

        assertSame(thrown, Await.value(notified));
        assertFalse(Await.value(inUserCode));
        loop.shutdown();
    }
}
