package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A million lines of one character in one burst: constant stack, constant memory. */
@Tag("alone")
final class BurstTest {
    private static final int LINES = 1_000_000;
    private static final long MOST_GROWTH = 32L << 20;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void isEchoedInConstantMemory(Wire wire) throws IOException {
        byte[] burst = "q\n".repeat(LINES).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<Void> echo = EchoLoop.repeating(connection.channel());
            connection.peer().send("warm\n");
            connection.peer().expectPeer("warm\n");
            long before = usedAfterGc();
            connection.peer().send(burst);
            connection.peer().expectPeer(burst);
            // While the connection is open and the loop waits, memory retained by a chain of futures would be visible.
            long growth = usedAfterGc() - before;
            assertTrue(growth < MOST_GROWTH, "the heap has grown by " + (growth >> 10) + " KiB");
            connection.peer().eof();
            Await.value(echo);
        }
    }

    private static long usedAfterGc() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
