package dev.futurewire.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The earliest of several deadlines of a read determines its result. */
final class PendingReadTest {
    private final ManualTimer timer = new ManualTimer();
    private final ManualLoop loop = new ManualLoop(timer);
    private final ScriptedTransport transport = new ScriptedTransport();
    private final StreamChannel channel = StreamChannel.open(transport, loop, ChannelOptions.defaults());
    private final CompletableFuture<@Nullable String> read = channel.readLine();

    private void pass(long millis) {
        timer.advance(Duration.ofMillis(millis));
        loop.runUntilIdle();
    }

    @Test
    void failsIfTheTimeoutIsEarlierThanTheDefault() {
        assertEquals(
                read, read.completeOnTimeout("silence", 2, TimeUnit.SECONDS).orTimeout(1, TimeUnit.SECONDS));
        pass(990);
        assertFalse(read.isDone());
        pass(30);
        assertInstanceOf(TimeoutException.class, Await.failure(read));
    }

    @Test
    void completesWithTheDefaultIfThatIsEarlierThanTheTimeout() {
        assertEquals(read, read.orTimeout(2, TimeUnit.SECONDS).completeOnTimeout("silence", 1, TimeUnit.SECONDS));
        pass(1020);
        assertEquals("silence", Await.value(read));
    }

    @Test
    void keepsItsDefaultWhenALaterTimeoutIsAdded() {
        assertEquals(
                read,
                read.completeOnTimeout("first", 1, TimeUnit.SECONDS)
                        .orTimeout(2, TimeUnit.SECONDS)
                        .completeOnTimeout("second", 3, TimeUnit.SECONDS));
        pass(1020);
        assertEquals("first", Await.value(read));
    }

    @Test
    void yieldsALineThatArrivesBeforeTheDeadlines() {
        assertEquals(read, read.completeOnTimeout("silence", 1, TimeUnit.SECONDS));
        pass(500);
        transport.arrive("a line\n");
        loop.runUntilIdle();
        assertEquals("a line", Await.value(read));
        assertEquals(1, channel.linesIn());
    }
}
