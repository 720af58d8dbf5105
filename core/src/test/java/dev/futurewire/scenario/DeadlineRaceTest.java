package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A deadline that is set while an earlier one fires is not lost. */
@Tag("slow")
final class DeadlineRaceTest {
    private static final int RACES = 20_000;

    @Test
    void aNewDeadlineMeetsAnOldAlarm() throws IOException {
        ManualTimer timer = new ManualTimer();
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.ACCEPTED)) {
            for (int i = 0; i < RACES; i++) {
                // Leaves an alarm behind that is no longer needed.
                CompletableFuture<String> served =
                        connection.channel().readLine().orTimeout(50, MILLISECONDS);
                connection.peer().send("x\n");
                Await.quickly("the line is delivered", served::isDone);
                // It fires: the loop thread checks the timeouts while this thread sets a deadline.
                timer.advance(Duration.ofMillis(100));
                spin(i % 500);
                CompletableFuture<String> waiting =
                        connection.channel().readLine().orTimeout(50, MILLISECONDS);
                settle(connections);
                timer.advance(Duration.ofMillis(200));
                Await.quickly("round " + i + ": the deadline passes", waiting::isDone);
                assertInstanceOf(TimeoutException.class, Await.failure(waiting));
            }
        }
    }

    /** Waits until the loop has run all tasks submitted so far. */
    private static void settle(MemoryConnections connections) {
        AtomicBoolean reached = new AtomicBoolean();
        connections.loop().submit(() -> reached.set(true));
        Await.quickly("the loop has run its tasks", reached::get);
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
