package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.CloseReason;
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

/** A graceful close completes as soon as both sides have ended; it lingers only for silent peers. */
@Tag("alone")
final class CloseWithoutLingeringTest {
    private static final long SOON_NANOS = 1_000_000_000L;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void withThePeersEnd(Wire wire) throws IOException {
        for (Role role : Role.values()) {
            try (Connections connections = wire.connections();
                    Connection connection = connections.open(role)) {
                CompletableFuture<CloseReason> closed = connection.channel().close();
                connection.peer().expectPeerEof();
                requireSoon(connection, closed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void withThePeersEndBehindUnreadInput(Wire wire) throws IOException {
        for (Role role : Role.values()) {
            try (Connections connections = wire.connections();
                    Connection connection = connections.open(role)) {
                CompletableFuture<CloseReason> closed = connection.channel().close();
                connection.peer().send(new byte[200_000]);
                connection.peer().expectPeerEof();
                requireSoon(connection, closed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void afterThePeersEnd(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            connection.peer().send("unread\n");
            connection.peer().eof();
            Await.until(
                    "the input has arrived",
                    () -> connection.channel().snapshot().bytesIn() == 7);
            requireSoon(connection, connection.channel().close());
        }
    }

    private static void requireSoon(Connection connection, CompletableFuture<CloseReason> closed) {
        long start = System.nanoTime();
        connection.peer().peerClose();
        assertEquals(CloseReason.LOCAL_CLOSE, Await.value(closed));
        long took = System.nanoTime() - start;
        assertTrue(took < SOON_NANOS, () -> "took " + took / 1_000_000 + " ms");
    }
}
