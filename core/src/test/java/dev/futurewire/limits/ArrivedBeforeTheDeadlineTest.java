package dev.futurewire.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** If a busy loop, or a process that was stopped, finds both input and an expired deadline, the input takes precedence. */
final class ArrivedBeforeTheDeadlineTest {
    private final ManualTimer timer = new ManualTimer();
    private final ManualLoop loop = new ManualLoop(timer);
    private MemoryTransport peer;

    /** Reads with a deadline of a second. */
    enum Deadline {
        OR_TIMEOUT(channel -> channel.readLine().orTimeout(1, TimeUnit.SECONDS)),
        COMPLETE_ON_TIMEOUT(channel -> channel.readLine().completeOnTimeout("too late", 1, TimeUnit.SECONDS)),
        OF_A_DERIVED_STAGE(channel -> channel.readLine().thenApply(line -> line).orTimeout(1, TimeUnit.SECONDS)),
        OF_A_COMPOSED_STAGE(channel -> channel.write("greeting\n")
                .thenCompose(done -> channel.readLine())
                .thenApply(line -> line)
                .completeOnTimeout("too late", 1, TimeUnit.SECONDS));

        final Function<AsyncChannel, CompletableFuture<String>> read;

        Deadline(Function<AsyncChannel, CompletableFuture<String>> read) {
            this.read = read;
        }
    }

    private StreamChannel open(ChannelOptions options) {
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 1024);
        peer = pair.client();
        peer.listener(new TransportListener() {
            @Override
            public void readCompleted(int count) {}

            @Override
            public void readFailed(IOException failure) {}

            @Override
            public void writeCompleted(int count) {}

            @Override
            public void writeFailed(IOException failure) {}
        });
        StreamChannel channel = StreamChannel.open(pair.server(), loop, options, ChannelOwner.NONE, null);
        loop.runUntilIdle();
        return channel;
    }

    private void send(String text) {
        peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @EnumSource(Deadline.class)
    void aBufferedLineTakesPrecedenceOverAnExpiredDeadline(Deadline deadline) {
        StreamChannel channel = open(ChannelOptions.defaults());
        CompletableFuture<String> read = deadline.read.apply(channel);
        loop.runUntilIdle();
        send("in time\n");
        timer.advance(Duration.ofSeconds(5));
        loop.runUntilIdle();
        assertEquals("in time", read.join());
    }

    @ParameterizedTest
    @EnumSource(Deadline.class)
    void anIncompleteLineDoesNot(Deadline deadline) {
        StreamChannel channel = open(ChannelOptions.defaults());
        CompletableFuture<String> read = deadline.read.apply(channel);
        loop.runUntilIdle();
        send("half");
        timer.advance(Duration.ofSeconds(5));
        loop.runUntilIdle();
        assertTrue(read.isDone());
        assertTrue(read.isCompletedExceptionally() || read.join().equals("too late"));
        send(" and the rest\n");
        CompletableFuture<String> next = channel.readLine();
        loop.runUntilIdle();
        assertEquals("half and the rest", next.join());
    }

    @Test
    void availableBytesPreventTheIdleTimeout() {
        StreamChannel channel =
                open(ChannelOptions.builder().idleTimeout(Duration.ofSeconds(4)).build());
        for (int quarter = 0; quarter < 3; quarter++) {
            timer.advance(Duration.ofMillis(1_010));
            loop.runUntilIdle();
        }
        send("here\n");
        timer.advance(Duration.ofSeconds(9));
        loop.runUntilIdle();
        assertNull(channel.reason());
        assertEquals("here", channel.readLine().join());
    }

    @Test
    void theAvailableRestOfARecordEndsItsTimeout() {
        StreamChannel channel = open(
                ChannelOptions.builder().frameTimeout(Duration.ofSeconds(2)).build());
        CompletableFuture<String> read = channel.readLine();
        send("first half ");
        loop.runUntilIdle();
        send("second half\n");
        timer.advance(Duration.ofSeconds(30));
        loop.runUntilIdle();
        assertEquals("first half second half", read.join());
        assertNull(channel.reason());
    }

    @Test
    void aPeerThatHasReadIsNotTimedOut() {
        StreamChannel channel = open(
                ChannelOptions.builder().writeTimeout(Duration.ofSeconds(2)).build());
        channel.write(new byte[3_000]);
        loop.runUntilIdle();
        peer.read(ByteBuffer.allocate(2_000));
        timer.advance(Duration.ofMillis(2_500));
        loop.runUntilIdle();
        assertNull(channel.reason());
        timer.advance(Duration.ofSeconds(5));
        loop.runUntilIdle();
        assertEquals(CloseReason.WRITE_TIMEOUT, channel.reason());
    }

    @Test
    void withoutInputADeadlineExpires() {
        StreamChannel channel = open(ChannelOptions.defaults());
        CompletableFuture<String> read = channel.readLine().orTimeout(1, TimeUnit.SECONDS);
        timer.advance(Duration.ofMillis(900));
        loop.runUntilIdle();
        assertFalse(read.isDone());
        timer.advance(Duration.ofMillis(200));
        loop.runUntilIdle();
        assertTrue(read.isCompletedExceptionally());
        channel.abort();
        loop.runUntilIdle();
        assertEquals(0, timer.pending());
    }
}
