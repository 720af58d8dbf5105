package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Once a connection is broken, all operations fail with the failure that broke it. */
@Tag("alone")
final class BrokenConnectionTest {
    @ParameterizedTest
    @EnumSource(Wire.class)
    void writesFailOnceAReadHasFailed(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            CompletableFuture<String> read = connection.channel().readLine();
            connection.peer().reset();
            Throwable broken = Await.failure(read);
            assertInstanceOf(IOException.class, broken);
            for (int i = 0; i < 3; i++) {
                assertSame(broken, Await.failure(connection.channel().write("x")));
                assertSame(broken, Await.failure(connection.channel().flush()));
                assertSame(broken, Await.failure(connection.channel().readLine()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aWaitingWriteFailsWhenTheConnectionBreaks(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, Setup.backpressure(1024, 256, 16 * 1024))) {
            CompletableFuture<Void> write = connection.channel().write(new byte[8 << 20]);
            CompletableFuture<Void> flush = connection.channel().flush();
            connection.peer().reset();
            Throwable broken = Await.failure(write);
            assertInstanceOf(IOException.class, broken);
            assertSame(broken, Await.failure(flush), "flush fails with the cause of the failed write");
            assertEquals(0, connection.channel().snapshot().queuedOutput());
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void closingDoesNotLinger(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            connection.channel().write(new byte[1 << 20]);
            connection.peer().reset();
            long start = System.nanoTime();
            Await.value(connection.channel().close());
            assertTrue(System.nanoTime() - start < 1_000_000_000L, "close lingered although the peer is gone");
        }
    }
}
