package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.CountingTransport;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing after the end of the input: FIN is sent by closing the socket if that suffices, and by shutdownOutput otherwise. */
final class CloseAfterPeerEndTest {
    private final AtomicReference<CountingTransport> counting = new AtomicReference<>();

    private MemoryConnections connections(boolean closeEndsOutput) throws IOException {
        return new MemoryConnections(WheelTimer.shared(), wire -> {
            counting.set(new CountingTransport(wire, closeEndsOutput));
            return counting.get();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shutsDownTheOutputOnlyIfClosingDoesNot(boolean closeEndsOutput) throws IOException {
        try (MemoryConnections connections = connections(closeEndsOutput);
                Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            connection.peer().send("last\n");
            connection.peer().eof();
            assertEquals("last", Await.value(channel.readLine()));
            assertNull(Await.value(channel.readLine()));
            Await.value(channel.write("answer\n"));
            Await.value(channel.close());
            connection.peer().expectPeer("answer\n");
            assertEquals(closeEndsOutput ? 0 : 1, counting.get().shutdowns());
        }
    }

    @Test
    void shutsDownTheOutputFirstIfThePeerHasNotEnded() throws IOException {
        try (MemoryConnections connections = connections(true);
                Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            connection.peer().send("unread");
            Await.until("it has arrived", () -> channel.snapshot().bytesIn() == 6);
            channel.close();
            connection.peer().expectPeerEof();
            connection.peer().eof();
            Await.value(channel.closed());
            assertEquals(1, counting.get().shutdowns());
        }
    }

    @Test
    void anExplicitShutdownOutputIsPerformed() throws IOException {
        try (MemoryConnections connections = connections(true);
                Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            connection.peer().eof();
            assertNull(Await.value(channel.readLine()));
            Await.value(channel.shutdownOutput());
            connection.peer().expectPeerEof();
            Await.value(channel.close());
            assertEquals(1, counting.get().shutdowns());
        }
    }
}
