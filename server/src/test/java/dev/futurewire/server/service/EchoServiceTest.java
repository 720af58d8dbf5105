package dev.futurewire.server.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The echo service, over real sockets. */
@Timeout(120)
final class EchoServiceTest {
    private static final int MAX_LINE = 100;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final CloseReasonRecorder reasons = new CloseReasonRecorder();
    private AsyncServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.shutdown(Duration.ZERO).join();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\n",
                "hello\r\n",
                "\n",
                "\r\n",
                "\r\r\n",
                "a\rb\n",
                "nul \0 and tab \t\n",
                "\u00ff\u00fe\u0080 is not UTF-8\n",
                "\u00c3\u0028 neither\r\n",
                "bye\n",
                "BYE \n",
                " BYE\n",
                "BYE\r\r\n",
                "BYEBYE\n",
                "B\n",
            })
    void aLineIsSentBackUnchanged(String line) throws IOException {
        try (Client client = start()) {
            assertTrue(client.echoes(line));
            assertTrue(client.echoes("and on\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE\n", "BYE\r\n"})
    void byeIsSentBackAndClosesTheConnection(String bye) throws Exception {
        try (Client client = start()) {
            client.send("one\n" + bye + "two\n");
            assertEquals("one\n" + bye, client.receiveAll());
        }
        assertEquals(CloseReason.HANDLER_DONE, reasons.next());
    }

    @Test
    void aHalfClosedClientGetsAllReplies() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            lines.append("line ").append(i).append(i % 3 == 0 ? "\r\n" : "\n");
        }
        try (Client client = start()) {
            client.send(lines.toString()).end();
            assertEquals(lines.toString(), client.receiveAll());
        }
        assertEquals(CloseReason.END_OF_STREAM, reasons.next());
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\ntwo", "one\ntwo\r", "BYE", "\r", "\u00ff", ""})
    void anUnterminatedLastLineIsSentBackUnchanged(String text) throws Exception {
        try (Client client = start()) {
            client.send(text).end();
            assertEquals(text, client.receiveAll());
        }
        assertEquals(CloseReason.END_OF_STREAM, reasons.next());
    }

    @Test
    void theLongestLineFits() throws IOException {
        String longest = "x".repeat(MAX_LINE);
        try (Client client = start()) {
            assertTrue(client.echoes(longest + "\n"));
            assertTrue(client.echoes(longest + "\r\n"));
            assertTrue(client.echoes("x".repeat(MAX_LINE - 1) + "\r\r\n"));
            client.send(longest).end();
            assertEquals(longest, client.receiveAll());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1_000, 200_000})
    void anOverlongLineClosesTheConnectionAndIsNotSentBack(int excess) throws Exception {
        String overlong = "x".repeat(MAX_LINE + excess);
        for (String end : List.of("\n", "\r\n", "\nEVIL\n", "\r\nEVIL\r\n", "")) {
            try (Client client = start()) {
                client.send("first\n").send(overlong + end).end();
                assertEquals("first\n", client.receiveAll(), "ended by " + end);
            }
            assertEquals(CloseReason.FRAME_TOO_LONG, reasons.next());
            server.shutdown(Duration.ZERO).join();
        }
    }

    @Test
    void anOverlongLineClosesTheConnectionBeforeItsTerminator() throws IOException {
        try (Client client = start()) {
            client.send("first\n").send("x".repeat(MAX_LINE + 2));
            assertEquals("first\n", client.receiveAll());
        }
    }

    @Test
    void silenceClosesTheConnection() throws Exception {
        try (Client client = start(Duration.ofMillis(200))) {
            assertTrue(client.echoes("hello\n"));
            assertEquals("", client.receiveAll());
        }
        assertEquals(CloseReason.TIMEOUT, reasons.next());
    }

    @Test
    void anIncompleteLineCountsAsSilence() throws Exception {
        try (Client client = start(Duration.ofMillis(200))) {
            client.send("hello\nhal");
            assertEquals("hello\n", client.receiveAll());
        }
        assertEquals(CloseReason.TIMEOUT, reasons.next());
    }

    @Test
    void aLineLargerThanTheDefaultOutputQueueIsSentBack() throws Exception {
        int length = 20 * 1024 * 1024;
        String line = "y".repeat(length) + "\n";
        try (Client client =
                start(ServiceOptions.builder().timeout(LONG).maxLine(length).build())) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(client, line));
            assertSame(line, client.receive(length + 1));
            sent.join();
        }
    }

    @Test
    void aClientThatReadsLateGetsEverything() throws Exception {
        String lines = "0123456789abcdef\n".repeat(1_000_000);
        try (Client client = start()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(client, lines));
            // 17 MB exceed all buffers on the way: the sender cannot finish until the client reads.
            try {
                sent.get(300, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException expected) {
                assertTrue(queuedOutput() <= 1 << 20, "the server holds " + queuedOutput() + " bytes");
            }
            assertSame(lines.toString(), client.receive(lines.length()));
            sent.join();
        }
    }

    @Test
    void aHundredThousandPipelinedLinesAreSentBack() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            lines.append(i).append('\n');
        }
        try (Client client = start()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(client, lines.toString()));
            assertSame(lines.toString(), client.receive(lines.length()));
            sent.join();
        }
    }

    @Test
    void aBurstOfResetsDoesNotAffectOtherClients() throws Exception {
        try (Client witness = start()) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Client client = new Client(server.localAddress());
                client.send(i % 2 == 0 ? "whole\n" : "half");
                clients.add(client);
                if (i % 10 == 9) {
                    for (Client each : clients) {
                        each.reset();
                    }
                    clients.clear();
                    assertTrue(witness.echoes("still there\n"));
                }
            }
            for (int i = 0; i < 500; i++) {
                assertTrue(List.of(CloseReason.PEER_RESET, CloseReason.END_OF_STREAM)
                        .contains(reasons.next()));
            }
            assertTrue(witness.echoes("still there\n"));
        }
    }

    @Test
    void isFoundByName() {
        List<String> available = Service.available().stream().map(Service::name).toList();
        assertTrue(available.contains("echo"), available::toString);
    }

    /** Compares without printing megabytes in the failure's message. */
    private static void assertSame(String expected, String actual) {
        assertEquals(expected.length(), actual.length());
        assertEquals(-1, Arrays.mismatch(expected.toCharArray(), actual.toCharArray()));
    }

    private Client start() throws IOException {
        return start(ServiceOptions.builder().timeout(LONG).maxLine(MAX_LINE).build());
    }

    private Client start(Duration timeout) throws IOException {
        return start(ServiceOptions.builder().timeout(timeout).build());
    }

    private Client start(ServiceOptions options) throws IOException {
        Service echo = new EchoService();
        server = AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.builder()
                        .channel(echo.channelOptions(options))
                        .listener(reasons)
                        .build(),
                echo.handler(options));
        return new Client(server.localAddress());
    }

    private long queuedOutput() {
        return server.connections().stream()
                .mapToLong(channel -> channel.snapshot().queuedOutput())
                .sum();
    }

    private static void sendAll(Client client, String text) {
        try {
            client.send(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
