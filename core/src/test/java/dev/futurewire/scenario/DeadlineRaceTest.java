package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.testing.Await;
import dev.futurewire.testing.Connection;
import dev.futurewire.testing.Duel;
import dev.futurewire.testing.MemoryConnections;
import dev.futurewire.testing.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A deadline that is set while an older one goes off is not forgotten. */
final class DeadlineRaceTest {
    private static final int RACES = 30_000;

    @Test
    void aNewDeadlineMeetsAnOldAlarm() throws IOException {
        ManualTimer timer = new ManualTimer();
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.ACCEPTED);
                Duel duel = new Duel()) {
            for (int i = 0; i < RACES; i++) {
                // Leaves an alarm behind that nobody needs any more.
                CompletableFuture<String> served =
                        connection.channel().readLine().orTimeout(50, MILLISECONDS);
                connection.peer().send("x\n");
                Await.value(served);
                CompletableFuture<CompletableFuture<String>> reading = new CompletableFuture<>();
                duel.round(
                        () -> timer.advance(Duration.ofMillis(100)),
                        () -> reading.complete(connection.channel().readLine().orTimeout(50, MILLISECONDS)));
                CompletableFuture<String> waiting = reading.join();
                duel.won(i % 2 == 0);
                timer.advance(Duration.ofMillis(200));
                Await.quickly("round " + i + ": the deadline passes", waiting::isDone);
                Await.failure(waiting);
            }
        }
    }
}
