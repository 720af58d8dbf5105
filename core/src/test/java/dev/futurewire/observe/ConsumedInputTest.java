package dev.futurewire.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Input delivered by reads that do not count lines is reported to {@link ConnectionListener#consumed}. */
final class ConsumedInputTest {
    private final List<String> consumed = new CopyOnWriteArrayList<>();

    @Test
    void reportsInputThatIsNotReadAsLines() throws IOException {
        CompletableFuture<Long> lines = new CompletableFuture<>();
        ServerOptions options =
                ServerOptions.builder().loops(1).listener(new Consumption()).build();
        try (LoopbackServer server = LoopbackServer.with(
                        options,
                        channel -> channel.readLine()
                                .thenCompose(line -> channel.readExactly(5))
                                .thenCompose(bytes -> channel.readUntil("--\n".getBytes(US_ASCII)))
                                .thenCompose(record -> channel.readAll(100))
                                .thenAccept(rest ->
                                        lines.complete(channel.snapshot().linesIn())));
                TcpPeer client = server.connect()) {
            client.send("a line\nab\ncda record--\nall\nthe rest");
            client.eof();

            assertEquals(2, Await.value(lines), "the line and the record");
        }
        assertEquals(List.of("ab\ncd", "all\nthe rest"), consumed);
    }

    private final class Consumption implements ConnectionListener {
        @Override
        public void consumed(AsyncChannel channel, ByteBuffer bytes) {
            consumed.add(US_ASCII.decode(bytes).toString());
        }
    }
}
