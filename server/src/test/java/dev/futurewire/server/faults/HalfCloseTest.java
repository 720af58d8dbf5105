package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.server.Client;
import java.util.concurrent.CompletableFuture;

/** One side half-closes the connection: nothing that the other side sends is lost. */
@FaultRow("T12 half-close")
final class HalfCloseTest {
    private static final int LINES = 20_000;
    private static final int BYTES = 4 * 1024 * 1024;
    private static final String FAREWELL = "that was all\n";

    @QuickFaultTest
    void aClientThatHalfClosesFirstGetsAllReplies(FaultReport row) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            lines.append("line ").append(i).append('\n');
        }
        try (TestServer server = new TestServer(TestServer.oneLoop(), TestServer::echo);
                Client client = server.connect()) {
            // Enough data to make the replies wait, which are read only after everything is sent.
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAndEnd(client, lines.toString()));
            assertEquals(lines.toString(), client.receiveAll());
            Eventually.value(sent);
            assertEquals(CloseReason.END_OF_STREAM, Eventually.value(server.reasonOf(client.address())));
            row.figure("client ended first and got %d replies", LINES);
        }
    }

    @QuickFaultTest
    void aServerThatHalfClosesFirstReadsToTheEnd(FaultReport row) throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        try (TestServer server = new TestServer(TestServer.oneLoop(), channel -> farewell(channel, read));
                Client client = server.connect()) {
            assertEquals(FAREWELL, client.receiveAll());
            client.send("x".repeat(BYTES)).end();
            assertEquals(BYTES, Eventually.value(read));
            assertEquals(CloseReason.END_OF_STREAM, Eventually.value(server.reasonOf(client.address())));
            row.figure("server ended first and read %d bytes to the end", BYTES);
        }
    }

    private static CompletableFuture<?> farewell(AsyncChannel channel, CompletableFuture<Integer> read) {
        channel.write(FAREWELL);
        return channel.shutdownOutput()
                .thenCompose(done -> channel.readAll(BYTES))
                .thenAccept(all -> read.complete(all.length));
    }

    private static void sendAndEnd(Client client, String text) {
        try {
            client.send(text).end();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
