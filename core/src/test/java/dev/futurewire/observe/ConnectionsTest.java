package dev.futurewire.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.simulation.SimulatedConnection;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The connections of the process and the listeners of connected channels. */
final class ConnectionsTest {
    /** Records the events of connections. */
    private static final class Events implements ConnectionListener {
        final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void opened(AsyncChannel channel) {
            all.add("opened");
        }

        @Override
        public void read(AsyncChannel channel, ByteBuffer bytes) {
            all.add("read " + StandardCharsets.US_ASCII.decode(bytes));
        }

        @Override
        public void written(AsyncChannel channel, ByteBuffer bytes) {
            all.add("written " + StandardCharsets.US_ASCII.decode(bytes));
        }

        @Override
        public void closed(AsyncChannel channel, CloseReason reason) {
            all.add("closed " + reason);
        }
    }

    private static LoopbackServer echo(ServerOptions options) throws Exception {
        return LoopbackServer.with(options, channel -> channel.forEachLine(line -> channel.write(line + "\n")));
    }

    private static void exchange(AsyncChannel channel, String line) {
        channel.write(line + "\n");
        assertEquals(line, Await.value(channel.readLine()));
    }

    @Test
    void bothEndsOfAConnectionAreOpenUntilTheyClose() throws Exception {
        try (LoopbackServer server = echo(ServerOptions.builder().build())) {
            AsyncChannel client =
                    Await.value(AsyncChannel.connect(server.server().localAddress()));
            exchange(client, "hello");
            AsyncChannel accepted = server.server().connections().iterator().next();
            assertTrue(Connections.open().containsAll(List.of(client, accepted)));
            assertTrue(Connections.connected().contains(client));
            assertFalse(Connections.connected().contains(accepted));
            Await.value(client.close());
            Await.until(
                    "both have ended",
                    () -> !Connections.open().contains(client)
                            && !Connections.open().contains(accepted));
        }
    }

    @Test
    void theCollectionCannotBeModified() {
        Collection<AsyncChannel> open = Connections.open();
        assertThrows(UnsupportedOperationException.class, open::clear);
    }

    @Test
    void simulatedConnectionsAreNotAmongThem() {
        SimulatedConnection simulated = new SimulatedConnection(ChannelOptions.defaults());
        assertFalse(Connections.open().contains(simulated.channel()));
    }

    @Test
    void theListenerOfTheOptionsIsNotifiedOfAConnectedChannel() throws Exception {
        Events events = new Events();
        ChannelOptions options = ChannelOptions.builder().listener(events).build();
        try (LoopbackServer server = echo(ServerOptions.builder().build())) {
            AsyncChannel client =
                    Await.value(AsyncChannel.connect(server.server().localAddress(), options));
            exchange(client, "hello");
            Await.value(client.close());
        }
        assertEquals(List.of("opened", "written hello\n", "read hello\n", "closed LOCAL_CLOSE"), events.all);
    }

    @Test
    void theListenerOfTheChannelOptionsOfAServerIsNotifiedAfterTheServers() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        ConnectionListener first = opening(() -> order.add("server's"));
        ConnectionListener second = opening(() -> order.add("channels'"));
        ServerOptions options = ServerOptions.builder()
                .listener(first)
                .channel(ChannelOptions.builder().listener(second).build())
                .build();
        try (LoopbackServer server = echo(options)) {
            exchange(Await.value(AsyncChannel.connect(server.server().localAddress())), "hello");
        }
        assertEquals(List.of("server's", "channels'"), order);
    }

    private static ConnectionListener opening(Runnable action) {
        return new ConnectionListener() {
            @Override
            public void opened(AsyncChannel channel) {
                action.run();
            }
        };
    }

    @Test
    void aListenerJoinsConnectedChannelsAndLeavesThem() throws Exception {
        Events own = new Events();
        Events joined = new Events();
        ChannelOptions options = ChannelOptions.builder().listener(own).build();
        try (LoopbackServer server = echo(ServerOptions.builder().build())) {
            AsyncChannel client =
                    Await.value(AsyncChannel.connect(server.server().localAddress(), options));
            exchange(client, "one");
            Registration registration = Connections.observeConnected(joined);
            exchange(client, "two");
            Await.until("its events arrive", () -> joined.all.contains("read two\n"));
            registration.close();
            exchange(client, "three");
            Await.value(client.close());
        }
        assertTrue(joined.all.contains("written two\n"));
        assertFalse(joined.all.stream().anyMatch(each -> each.contains("three") || each.contains("closed")));
        assertEquals("closed LOCAL_CLOSE", own.all.get(own.all.size() - 1));
    }
}
