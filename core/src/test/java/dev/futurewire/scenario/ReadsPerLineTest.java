package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.CountingTransport;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consecutive lines of the same size: the read buffer grows until one read receives a line. */
final class ReadsPerLineTest {
    private static final int LINES = 50;

    /** The reads until the buffer has grown, and the one that is always pending. */
    private static final int BEGINNING = 8;

    @ParameterizedTest
    @ValueSource(ints = {10, 64, 128, 1_000, 4_096, 8_191, 16_384, 16_385})
    void oneReadReceivesALine(int length) throws IOException {
        AtomicReference<CountingTransport> counting = new AtomicReference<>();
        try (MemoryConnections connections = new MemoryConnections(WheelTimer.shared(), wire -> {
                    counting.set(new CountingTransport(wire));
                    return counting.get();
                });
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<?> end = EchoLoop.repeating(connection.channel());
            String line = "x".repeat(length) + "\n";
            for (int i = 0; i < LINES; i++) {
                connection.peer().send(line);
                connection.peer().expectPeer(line);
            }
            int reads = counting.get().reads();
            connection.peer().eof();
            Await.value(end);
            assertTrue(reads <= LINES + BEGINNING, () -> reads + " reads for " + LINES + " lines");
        }
    }
}
