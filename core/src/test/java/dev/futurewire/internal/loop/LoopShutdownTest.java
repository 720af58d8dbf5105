package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A loop that is shut down continues until its last channel is closed. */
final class LoopShutdownTest {
    private static final int SPARES = 2;

    private GroupLoop loop;
    private AsynchronousSocketChannel socket;

    @BeforeEach
    void startWithAChannel() throws IOException {
        loop = GroupLoop.start(true, SPARES);
        socket = AsynchronousSocketChannel.open(loop.group());
        loop.channelOpened();
    }

    private void closeTheChannel() throws IOException {
        loop.channelClosed();
        socket.close();
    }

    @Test
    void isRunByOneThreadWhileItHasChannels() throws IOException {
        String name = Objects.requireNonNull(loop.worker()).getName().replaceAll("-spare-.*", "");

        loop.shutdown();

        assertEquals(SPARES, parked(name));
        closeTheChannel();
        Await.until("its threads have ended", () -> alive(name) == 0);
    }

    @Test
    void aBlockedThreadLosesItToASpare() throws Exception {
        loop.shutdown();
        CountDownLatch others = new CountDownLatch(1);
        CompletableFuture<Boolean> servedMeanwhile = new CompletableFuture<>();
        LoopCall.submit(loop, "a test", () -> {
            try {
                servedMeanwhile.complete(others.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                servedMeanwhile.completeExceptionally(e);
            }
        });

        loop.submit(others::countDown);

        assertTrue(Await.value(servedMeanwhile));
        closeTheChannel();
    }

    /** Several threads would read into it. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void itsBufferIsSharedWhileOneThreadRunsIt() throws IOException {
        assertTrue(loop.shareReadBuffer());
        loop.shutdown();
        assertTrue(loop.reads().lends());

        closeTheChannel();

        assertFalse(loop.reads().lends());
    }

    private static long parked(String name) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> of(entry.getKey(), name))
                .filter(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("parkWhileSpare")))
                .count();
    }

    private static long alive(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> of(thread, name))
                .count();
    }

    private static boolean of(Thread thread, String name) {
        return thread.getName().equals(name) || thread.getName().startsWith(name + "-spare");
    }
}
