package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Peer;
import dev.futurewire.support.Role;
import dev.futurewire.support.TlsMemoryConnections;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** close_notify in TLS 1.2, where it ends both directions. */
class Tls12HalfCloseTest {
    private final TlsMemoryConnections connections = new TlsMemoryConnections("TLSv1.2");

    @RepeatedTest(20)
    void responsesToInputBeforeTheEndAreSent() throws IOException {
        try (Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            Peer peer = connection.peer();
            CompletableFuture<Void> echo = channel.forEachLine(line -> channel.write(line + "\n"));
            String lines = "a line\n".repeat(5_000);
            peer.send(lines);
            peer.eof();
            peer.expectPeer(lines);
            Await.value(echo);
        }
    }

    @Test
    void aWriteAfterThePeersEndFails() throws IOException {
        try (Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            connection.peer().eof();
            assertNull(Await.value(channel.readLine()));
            Await.value(channel.write("too late"));
            assertInstanceOf(SSLException.class, Await.failure(channel.flush()));
            connection.peer().expectPeerEof();
        }
    }

    @Test
    void readingEndsWithTheOutput() throws IOException {
        try (Connection connection = connections.open(Role.CONNECTED)) {
            AsyncChannel channel = connection.channel();
            Await.value(channel.write("all\n"));
            Await.value(channel.shutdownOutput());
            connection.peer().expectPeer("all\n");
            connection.peer().expectPeerEof();
            assertNull(Await.value(channel.readLine()));
            assertEquals(0, channel.snapshot().bytesIn());
            assertTrue(channel.snapshot().bytesOut() > 0);
        }
    }
}
