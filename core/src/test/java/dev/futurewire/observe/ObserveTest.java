package dev.futurewire.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Listeners that join a running server. */
final class ObserveTest {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void joinsWhileAConnectionIsOpen() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> channel.forEachLine(channel::write));
                TcpPeer client = server.connect()) {
            client.send("before\n");
            client.expectPeer("before");

            server.server().observe(new Recorder("joined"));
            client.send("after\n");
            client.expectPeer("after");
            client.eof();
            client.expectPeerEof();
            Await.until("the connection is closed", () -> events.contains("joined closed END_OF_STREAM"));

            // The client may have received the first line before its write is reported.
            events.remove("joined written before");
            assertEquals(List.of("joined read after\n", "joined written after", "joined closed END_OF_STREAM"), events);
        }
    }

    @Test
    void reportsLaterConnectionsAsOpened() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> channel.write("hello"))) {
            server.server().observe(new Recorder("joined"));
            try (TcpPeer client = server.connect()) {
                client.expectPeer("hello");
                assertEquals("joined opened", events.get(0));
            }
        }
    }

    @Test
    void isNotCalledAfterItsRegistrationWasClosed() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(channel -> channel.forEachLine(channel::write));
                TcpPeer client = server.connect()) {
            Registration registration = server.server().observe(new Recorder("joined"));
            client.send("one\n");
            client.expectPeer("one");
            Await.until("the line is echoed", () -> events.contains("joined written one"));
            registration.close();
            List<String> before = List.copyOf(events);
            client.send("two\n");
            client.expectPeer("two");
            client.eof();
            client.expectPeerEof();
            assertEquals(before, events);
        }
    }

    @Test
    void doesNotDependOnTheListenersBeforeIt() throws IOException {
        ConnectionListener spoils = new ConnectionListener() {
            @Override
            public void read(AsyncChannel channel, ByteBuffer bytes) {
                bytes.position(bytes.limit());
                throw new IllegalStateException("a listener that fails");
            }
        };
        ServerOptions options =
                ServerOptions.builder().loops(1).listener(spoils).build();
        try (LoopbackServer server = LoopbackServer.with(options, channel -> channel.forEachLine(channel::write))) {
            server.server().observe(spoils);
            server.server().observe(new Recorder("third"));
            try (TcpPeer client = server.connect()) {
                client.send("line\n");
                client.expectPeer("line");
            }
        }
        assertEquals(List.of("third opened", "third read line\n", "third written line"), events.subList(0, 3));
    }

    private final class Recorder implements ConnectionListener {
        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public void opened(AsyncChannel channel) {
            events.add(name + " opened");
        }

        @Override
        public void read(AsyncChannel channel, ByteBuffer bytes) {
            events.add(name + " read " + US_ASCII.decode(bytes));
        }

        @Override
        public void written(AsyncChannel channel, ByteBuffer bytes) {
            events.add(name + " written " + US_ASCII.decode(bytes));
        }

        @Override
        public void closed(AsyncChannel channel, CloseReason reason) {
            events.add(name + " closed " + reason);
        }
    }
}
