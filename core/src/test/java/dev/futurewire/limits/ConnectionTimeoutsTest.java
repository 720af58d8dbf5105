package dev.futurewire.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.FrameTooLongException;
import dev.futurewire.Futures;
import dev.futurewire.observe.Warning;
import dev.futurewire.simulation.SimulatedConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Timeouts for silent and slow peers, in virtual time. */
class ConnectionTimeoutsTest {
    private static CompletableFuture<Void> echo(dev.futurewire.AsyncChannel channel) {
        return Futures.repeatWhile(() -> channel.readLine()
                .thenCompose(line -> line == null
                        ? CompletableFuture.completedFuture(false)
                        : channel.write(line + "\n").thenApply(done -> true)));
    }

    @Test
    void aSilentConnectionIsClosedAsIdle() {
        var options =
                ChannelOptions.builder().idleTimeout(Duration.ofSeconds(8)).build();
        var connection = new SimulatedConnection(options, ConnectionTimeoutsTest::echo);
        connection.advance(Duration.ofSeconds(7));
        assertNull(connection.channel.reason());
        connection.advance(Duration.ofSeconds(4));
        assertEquals(CloseReason.IDLE_TIMEOUT, connection.channel.reason());
        assertTrue(connection.peerSawEnd());
    }

    @Test
    void bytesInEitherDirectionPreventTheIdleTimeout() {
        var options =
                ChannelOptions.builder().idleTimeout(Duration.ofSeconds(8)).build();
        var connection = new SimulatedConnection(options, ConnectionTimeoutsTest::echo);
        for (int i = 0; i < 20; i++) {
            connection.advance(Duration.ofSeconds(5));
            connection.send("still here\n");
        }
        assertNull(connection.channel.reason());
    }

    @Test
    void singleBytesDoNotExtendTheLineTimeout() {
        var options = ChannelOptions.builder()
                .frameTimeout(Duration.ofSeconds(5))
                .minInputRate(0)
                .build();
        var connection = new SimulatedConnection(options, ConnectionTimeoutsTest::echo);
        connection.send("fine\n");
        connection.advance(Duration.ofSeconds(60));
        assertNull(connection.channel.reason(), "waiting between lines is not part of a line");
        for (int second = 0; second < 6; second++) {
            connection.send("x");
            connection.advance(Duration.ofSeconds(1));
        }
        assertEquals(CloseReason.FRAME_TIMEOUT, connection.channel.reason());
        assertEquals("fine\n", connection.received());
    }

    @Test
    void theRestOfAnOverlongLineHasTheSameTimeout() {
        var options = ChannelOptions.builder()
                .maxFrameLength(4)
                .frameTimeout(Duration.ofSeconds(5))
                .minInputRate(0)
                .build();
        var connection = new SimulatedConnection(
                options,
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .handle((line, failure) -> failure == null || failure instanceof FrameTooLongException)));
        connection.send("123456");
        for (int second = 0; second < 6; second++) {
            connection.send("x");
            connection.advance(Duration.ofSeconds(1));
        }
        assertEquals(CloseReason.FRAME_TIMEOUT, connection.channel.reason());
    }

    @Test
    void eachLineHasItsOwnTimeout() {
        var options =
                ChannelOptions.builder().frameTimeout(Duration.ofSeconds(5)).build();
        var connection = new SimulatedConnection(options, ConnectionTimeoutsTest::echo);
        for (int i = 0; i < 10; i++) {
            connection.send("one half");
            connection.advance(Duration.ofSeconds(4));
            connection.send(" and the other\nand ");
            connection.send("more\n");
        }
        assertNull(connection.channel.reason());
    }

    @Test
    void aRecordThatArrivesTooSlowlyClosesTheConnection() {
        var options = ChannelOptions.builder().minInputRate(100).build();
        var connection = new SimulatedConnection(options, ConnectionTimeoutsTest::echo);
        for (int second = 0; second < 12 && connection.channel.reason() == null; second++) {
            connection.send("x".repeat(50));
            connection.advance(Duration.ofSeconds(1));
        }
        assertEquals(CloseReason.TOO_SLOW, connection.channel.reason());
    }

    @Test
    void aPeerThatReadsNothingIsDisconnected() {
        var options =
                ChannelOptions.builder().writeTimeout(Duration.ofSeconds(5)).build();
        var connection = new SimulatedConnection(options, 1024, Long.MAX_VALUE, null);
        connection.peerReads(false);
        var write = connection.channel().write(new byte[200_000]);
        connection.run();
        connection.advance(Duration.ofSeconds(4));
        assertFalse(write.isDone());
        assertTrue(connection.warnings.stream().anyMatch(w -> w.kind() == Warning.Kind.SLOW_CONSUMER));
        connection.advance(Duration.ofSeconds(3));
        assertEquals(CloseReason.WRITE_TIMEOUT, connection.channel.reason());
        assertTrue(write.isCompletedExceptionally());
    }

    @Test
    void theWriteTimeoutStartsAtTheLastProgress() {
        var options =
                ChannelOptions.builder().writeTimeout(Duration.ofSeconds(5)).build();
        var connection = new SimulatedConnection(options, 1024, Long.MAX_VALUE, null);
        connection.peerReads(false);
        connection.channel().write(new byte[200_000]);
        connection.run();
        connection.advance(Duration.ofMillis(4_100));
        connection.peerReadsSome();
        connection.advance(Duration.ofMillis(4_900));
        assertNull(connection.channel.reason());
        connection.advance(Duration.ofMillis(200));
        assertEquals(CloseReason.WRITE_TIMEOUT, connection.channel.reason());
    }

    @Test
    void aPeerThatReadsSlowlyIsNotDisconnected() {
        var options =
                ChannelOptions.builder().writeTimeout(Duration.ofSeconds(5)).build();
        var connection = new SimulatedConnection(options, 1024, Long.MAX_VALUE, null);
        connection.peerReads(false);
        var write = connection.channel().write(new byte[100_000]);
        for (int i = 0; i < 20; i++) {
            connection.advance(Duration.ofSeconds(3));
            connection.peerReadsSome();
        }
        assertNull(connection.channel.reason());
        assertFalse(write.isDone());
        connection.peerReads(true);
        assertTrue(write.isDone());
    }

    @Test
    void aHandlerHasATimeout() {
        var connection = new SimulatedConnection(
                ChannelOptions.defaults(),
                1024,
                Duration.ofSeconds(3).toNanos(),
                channel -> new CompletableFuture<Void>());
        connection.advance(Duration.ofSeconds(2));
        assertNull(connection.channel.reason());
        connection.advance(Duration.ofSeconds(2));
        assertEquals(CloseReason.HANDLER_TIMEOUT, connection.channel.reason());
    }

    @Test
    void noAlarmIsLeftBehind() {
        var connection = new SimulatedConnection(ChannelOptions.defaults(), ConnectionTimeoutsTest::echo);
        connection.send("half a li");
        assertEquals(1, connection.timer.pending(), "one alarm serves all timeouts of a connection");
        connection.channel().abort();
        connection.run();
        assertEquals(0, connection.timer.pending());
    }
}
