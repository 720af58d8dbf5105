package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import dev.futurewire.internal.loop.SharedReadBuffer.Trial;
import dev.futurewire.support.FreshProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop's connections share a buffer where that is safe, and nowhere else. */
final class SharedReadBufferTest {
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void isSharedWithTheJdksOwnSockets() throws IOException {
        GroupLoop loop = GroupLoop.start(true, 1);
        try {
            assertNull(loop.reads().shared());
            assertTrue(loop.shareReadBuffer());
            assertNotNull(loop.reads().shared());
        } finally {
            loop.shutdown();
        }
    }

    /** The JDK decides once in a process whether it tries reads at once: hence another one. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void isSharedWhetherReadsAreTriedAtOnceOrNot(String disabled) throws IOException {
        assertEquals(
                "shared: true",
                FreshProgram.output(SharedReadBufferTest.class, "-Dsun.nio.ch.disableSynchronousRead=" + disabled));
    }

    /** Says whether a loop of this process would share. */
    public static void main(String[] arguments) throws IOException {
        GroupLoop loop = GroupLoop.start(true, 1);
        System.out.println("shared: " + loop.shareReadBuffer());
        loop.shutdown();
    }

    @Test
    void aReadThatLeavesTheBufferToThePollerIsSafe() {
        assertTrue(outcome(trial -> {}));
    }

    @Test
    void aReadThatEndsInsideItsCallIsSafe() {
        assertTrue(outcome(trial -> {
            trial.one.put((byte) 0);
            trial.completed(1, Trial.Which.SECOND);
        }));
    }

    @Test
    void aReadThatHasFilledTheBufferAndTellsLaterIsNot() {
        assertEquals(false, outcome(trial -> trial.one.put((byte) 0)));
    }

    @Test
    void aReadThatFillsTheBufferBehindItsBackIsNot() {
        assertEquals(false, outcome(trial -> trial.one.put(0, (byte) 0)));
    }

    /** What a trial finds if its second read does this before it returns. */
    private static boolean outcome(Consumer<Trial> read) {
        AsynchronousSocketChannel socket = mock(AsynchronousSocketChannel.class);
        Trial trial = new Trial(socket);
        doAnswer(call -> {
                    read.accept(trial);
                    return null;
                })
                .when(socket)
                .read(any(ByteBuffer.class), any(), any());
        trial.completed(1, Trial.Which.FIRST);
        return trial.outcome.join();
    }
}
