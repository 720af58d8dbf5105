package dev.futurewire.frames;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.FrameDecoder;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.RaceAligner;
import dev.futurewire.support.Role;
import dev.futurewire.support.Rounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A frame races with the timeout of its read: it is delivered to this read or to the next one. */
@Tag("alone")
final class FrameTimeoutRaceTest {
    private static final int RACES = Rounds.of(100_000);

    /** How frames are decoded. */
    enum Decoder {
        OF_THE_LIBRARY,
        OF_THE_PROGRAM;

        CompletableFuture<@Nullable Integer> read(Connection connection) {
            return this == OF_THE_LIBRARY
                    ? connection.channel().read(FrameDecoder.fixed(4)).thenApply(Decoder::integer)
                    : connection.channel().read(input -> input.remaining() < 4 ? null : (Integer) input.getInt());
        }

        private static @Nullable Integer integer(byte @Nullable [] frame) {
            return frame == null ? null : (Integer) ByteBuffer.wrap(frame).getInt();
        }
    }

    @ParameterizedTest
    @EnumSource(Decoder.class)
    void isDeliveredOnce(Decoder decoder) throws IOException {
        ManualTimer timer = new ManualTimer();
        RaceAligner aim = new RaceAligner();
        int expired = 0;
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.CONNECTED)) {
            for (int i = 0; i < RACES; i++) {
                byte[] frame = ByteBuffer.allocate(4).putInt(i).array();
                CompletableFuture<@Nullable Integer> waiting =
                        decoder.read(connection).orTimeout(50, MILLISECONDS);
                aim.race(() -> connection.peer().send(frame), () -> timer.advance(Duration.ofMillis(100)));
                Await.quickly("the read is complete", waiting::isDone);
                boolean lost = waiting.isCompletedExceptionally();
                if (lost) {
                    assertInstanceOf(TimeoutException.class, Await.failure(waiting));
                    assertEquals(i, Await.value(decoder.read(connection)));
                    expired++;
                } else {
                    assertEquals(i, waiting.join());
                }
                aim.won(!lost);
            }
        }
        assertTrue(
                expired > RACES / 100 && expired < RACES - RACES / 100,
                expired + " of " + RACES + " expired: these were no races");
    }
}
