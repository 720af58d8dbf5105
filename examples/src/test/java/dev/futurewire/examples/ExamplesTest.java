package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.Backoff;
import dev.futurewire.CloseReason;
import dev.futurewire.FrameDecoder;
import dev.futurewire.Futures;
import dev.futurewire.TlsOptions;
import dev.futurewire.examples.docs.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every example, and checks that the documents match them. */
@Timeout(60)
final class ExamplesTest {
    private enum Style {
        FUTURES(EchoWithFutures::start),
        CALLBACKS(EchoWithCallbacks::start),
        DIRECT(EchoInDirectStyle::start),
        FLOW(EchoWithFlow::start);

        private final Start start;

        Style(Start start) {
            this.start = start;
        }

        AsyncServer start() throws IOException {
            return start.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
    }

    private interface Start {
        AsyncServer on(InetSocketAddress address) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void echoesLinesUntilBye(Style style) throws IOException {
        try (AsyncServer server = style.start()) {
            assertEquals("Grüße\n\nBYE\n", exchange(server, "Grüße\r\n\nBYE\nnot this\n", false));
            assertEquals("one\ntwo\n", exchange(server, "one\ntwo", true));
        }
    }

    @ParameterizedTest
    @EnumSource
    void echoesAHundredThousandPipelinedLines(Style style) throws IOException {
        String lines = "0123456789\n".repeat(100_000);
        try (AsyncServer server = style.start()) {
            assertTrue(lines.equals(exchange(server, lines, true)), "not the same");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientWorksWithEachServer(Style style) throws Exception {
        List<String> replies = new CopyOnWriteArrayList<>();
        try (AsyncServer server = style.start()) {
            assertEquals(
                    CloseReason.LOCAL_CLOSE,
                    EchoClient.talk(server.localAddress(), replies).get(20, SECONDS));
        }
        assertEquals(List.of("hello", "world", "BYE"), replies);
    }

    @Test
    void asksManyServersAtOnce() throws Exception {
        try (AsyncServer server = Style.FUTURES.start()) {
            List<InetSocketAddress> addresses = Collections.nCopies(200, server.localAddress());
            assertEquals(
                    Collections.nCopies(200, "how are you?"),
                    ScatterGather.askAll(addresses, "how are you?").get(20, SECONDS));
        }
    }

    @Test
    void everyClientOfTheChatGetsEveryLine() throws Exception {
        try (AsyncServer server = ChatServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            List<AsyncChannel> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                AsyncChannel client =
                        AsyncChannel.connect(server.localAddress()).get(20, SECONDS);
                clients.add(client);
                client.writeLine("client " + i);
                for (AsyncChannel each : clients) {
                    assertEquals("client " + i, each.readLine().get(20, SECONDS));
                }
            }
            clients.forEach(AsyncChannel::abort);
        }
    }

    @Test
    void callsOverOneConnectionGetTheirReplies() throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (AsyncServer server = AsyncServer.listen(
                anywhere,
                channel -> channel.forEachFrame(
                        FrameDecoder.lengthPrefixed(4),
                        frame -> channel.write(
                                ByteBuffer.allocate(4).putInt(frame.length).flip(), ByteBuffer.wrap(frame))))) {
            AsyncChannel channel = AsyncChannel.connect(server.localAddress()).get(20, SECONDS);
            RpcClient client = new RpcClient(channel);
            List<CompletableFuture<byte[]>> replies = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                replies.add(client.call(("request " + i).getBytes(UTF_8)));
            }
            for (int i = 0; i < 1_000; i++) {
                assertEquals("request " + i, new String(replies.get(i).get(20, SECONDS), UTF_8));
            }
            CompletableFuture<byte[]> unanswered = client.call(new byte[0]);
            channel.abort();
            assertThrows(ExecutionException.class, () -> {
                unanswered.get(20, SECONDS);
                client.call(new byte[0]).get(20, SECONDS);
            });
        }
    }

    @Test
    void theServerForCallsAnswersOutOfOrder() throws Exception {
        try (AsyncServer server = RpcServer.start(anyPort())) {
            AsyncChannel channel = AsyncChannel.connect(server.localAddress()).get(20, SECONDS);
            RpcClient client = new RpcClient(channel);
            List<String> order = new CopyOnWriteArrayList<>();
            List<CompletableFuture<?>> replies = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                replies.add(client.call(("request " + i).getBytes(UTF_8))
                        .thenAccept(reply -> order.add(new String(reply, UTF_8))));
            }
            for (CompletableFuture<?> reply : replies) {
                reply.get(20, SECONDS);
            }
            List<String> expected =
                    IntStream.range(0, 1_500).mapToObj(i -> "REQUEST " + i).toList();
            assertEquals(Set.copyOf(expected), Set.copyOf(order));
            assertNotEquals(expected, order);
            channel.abort();
        }
    }

    @Test
    void aCallAfterTheServerHasEndedTheConnectionFails() throws Exception {
        try (AsyncServer server = AsyncServer.listen(anyPort(), channel -> channel.readExactly(1))) {
            RpcClient client =
                    new RpcClient(AsyncChannel.connect(server.localAddress()).get(20, SECONDS));
            assertThrows(
                    ExecutionException.class, () -> client.call(new byte[0]).get(20, SECONDS));
            assertThrows(
                    ExecutionException.class, () -> client.call(new byte[0]).get(20, SECONDS));
        }
    }

    /** Counts the commands that it receives; QUIT ends the connection without a reply. */
    private static AsyncServer fakeRedis(InetSocketAddress address, AtomicInteger count) throws IOException {
        return AsyncServer.listen(
                address,
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .thenCompose(begin -> channel.readLine())
                        .thenCompose(length -> channel.readLine())
                        .thenCompose(word -> word == null || word.equals("QUIT")
                                ? CompletableFuture.completedFuture(false)
                                : channel.write(reply(word, count.incrementAndGet()))
                                        .thenApply(written -> true))));
    }

    private static String reply(String word, int count) {
        return switch (word) {
            case "NULL" -> "$-1\r\n";
            case "TEXT" -> "$5\r\na\r\nbc\r\n";
            case "FAIL" -> "-ERR no\r\n";
            default -> ":" + count + "\r\n";
        };
    }

    @Test
    void redisCommandsArePipelinedInOrder() throws Exception {
        try (AsyncServer server = fakeRedis(anyPort(), new AtomicInteger());
                RedisClient client = new RedisClient(server.localAddress())) {
            List<CompletableFuture<String>> replies = new ArrayList<>();
            for (int i = 1; i <= 12_000; i++) {
                replies.add(client.command("INCR"));
            }
            for (int i = 1; i <= 12_000; i++) {
                assertEquals(String.valueOf(i), replies.get(i - 1).get(20, SECONDS));
            }
            assertNull(client.command("NULL").get(20, SECONDS));
            assertEquals("a\r\nbc", client.command("TEXT").get(20, SECONDS));
            assertThrows(ExecutionException.class, () -> client.command("FAIL").get(20, SECONDS));
        }
    }

    @Test
    void theRedisClientConnectsAgainWhenTheServerIsBack() throws Exception {
        AtomicInteger count = new AtomicInteger();
        InetSocketAddress address;
        AsyncServer first = fakeRedis(anyPort(), count);
        address = first.localAddress();
        try (RedisClient client = new RedisClient(address)) {
            assertEquals("1", client.command("INCR").get(20, SECONDS));
            first.shutdown(Duration.ZERO).get(20, SECONDS);
            try (AsyncServer second = fakeRedis(address, count)) {
                assertEquals(address, second.localAddress());
                // A command that goes to the old connection fails, as one without a reply does.
                assertEquals(
                        "2",
                        Futures.retry(() -> client.command("INCR"), Backoff.attempts(10))
                                .get(20, SECONDS));
                assertThrows(
                        ExecutionException.class, () -> client.command("QUIT").get(20, SECONDS));
                assertEquals("3", client.command("INCR").get(20, SECONDS));
            }
        }
    }

    @Test
    void filesGoUpAndDownOverOneConnection(@TempDir Path folder) throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        try (AsyncServer server = FileServer.start(anyPort(), folder)) {
            URI uri = URI.create("http://localhost:" + server.localAddress().getPort() + "/file.bin");
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest put = HttpRequest.newBuilder(uri)
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                    .expectContinue(true)
                    .build();
            assertEquals(
                    201,
                    client.send(put, HttpResponse.BodyHandlers.discarding()).statusCode());
            HttpResponse<byte[]> got =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertArrayEquals(content, got.body());
            assertEquals(1, server.snapshot().accepted());
            assertEquals(List.of("file.bin"), names(folder));
        }
    }

    @Test
    void aFileOutsideTheFolderIsNotServedAndAnIncompleteOneNotKept(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("secret"), "secret");
        Path served = Files.createDirectory(folder.resolve("served"));
        try (AsyncServer server = FileServer.start(anyPort(), served)) {
            assertEquals(
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                    exchange(server, "GET /../secret HTTP/1.1\r\n\r\n", false));
            assertEquals("", exchange(server, "PUT /part HTTP/1.1\r\nContent-Length: 9\r\n\r\n1234", true));
            assertEquals(List.of(), names(served));
        }
    }

    @Test
    void aConnectionThatIsKeptAliveEndsWhenTheServerStops(@TempDir Path folder) throws Exception {
        AsyncServer server = FileServer.start(anyPort(), folder);
        AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(20, SECONDS);
        client.write("GET /absent HTTP/1.1\r\n\r\n");
        assertEquals("HTTP/1.1 404 Not Found", client.readLine().get(20, SECONDS));
        assertEquals(1, server.shutdown(Duration.ofSeconds(20)).get(20, SECONDS).finished());
    }

    @Test
    void aConnectionThatIsResetWhileItIsKeptAliveEnds(@TempDir Path folder) throws Exception {
        try (AsyncServer server = FileServer.start(anyPort(), folder)) {
            AsyncChannel accepted;
            try (Socket socket = new Socket()) {
                socket.connect(server.localAddress());
                socket.setSoLinger(true, 0); // closing resets the connection
                socket.getOutputStream().write("GET /absent HTTP/1.1\r\n\r\n".getBytes(UTF_8));
                assertEquals('H', socket.getInputStream().read());
                accepted = server.connections().iterator().next();
            }
            assertEquals(CloseReason.PEER_RESET, accepted.closed().get(20, SECONDS));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void mailIsReceivedOverStartTls() throws Exception {
        List<SmtpServer.Mail> inbox = new CopyOnWriteArrayList<>();
        TlsOptions serverTls = TlsOptions.builder()
                .certificate(TestCertificate.CHAIN, TestCertificate.KEY)
                .build();
        TlsOptions clientTls = TlsOptions.builder()
                .trust(TestCertificate.CHAIN)
                .serverName("localhost")
                .build();
        try (AsyncServer server = SmtpServer.start(anyPort(), serverTls, inbox::add)) {
            AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(20, SECONDS);
            assertEquals("220 ready", client.readLine().get(20, SECONDS));
            say(client, "EHLO test", "250-hello", "250 STARTTLS");
            say(client, "MAIL FROM:<plain@example.org>", "250 ok");
            say(client, "STARTTLS", "220 go ahead");
            client.startTls(clientTls).get(20, SECONDS);
            say(client, "RCPT TO:<b@example.org>", "503 MAIL first");
            say(client, "EHLO test", "250 hello");
            say(client, "MAIL FROM:<a@example.org> SIZE=10", "250 ok");
            say(client, "RCPT TO:<b@\u001b[2J>", "501 no address");
            say(client, "RCPT TO:<b@example.org>", "250 ok");
            say(client, "DATA", "354 end with a dot");
            say(client, "hello\r\n..\r\n.", "250 received");
            say(client, "QUIT", "221 bye");
            assertNull(client.readLine().get(20, SECONDS));
        }
        assertEquals(
                List.of(new SmtpServer.Mail("a@example.org", List.of("b@example.org"), "hello\r\n.\r\n", true)), inbox);
    }

    private static void say(AsyncChannel client, String command, String... replies) throws Exception {
        client.write(command + "\r\n");
        for (String reply : replies) {
            assertEquals(reply, client.readLine().get(20, SECONDS));
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Every Java block of these documents is, line for line, part of an example. */
    @ParameterizedTest
    @ValueSource(strings = "docs/from-asyncio.md")
    void theDocumentMatchesTheExamples(String document) throws IOException {
        Path file = Path.of("..").resolve(document);
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(file));
        List<String> examples = sources();
        int shown = 0;
        while (blocks.find()) {
            String block = withoutIndentation(blocks.group(1));
            assertTrue(
                    examples.stream().anyMatch(example -> example.contains(block)), () -> "no example has:\n" + block);
            shown++;
        }
        assertFalse(shown == 0, "the document shows no code");
    }

    private static List<String> sources() throws IOException {
        Path folder = Path.of("src", "main", "java", "dev", "futurewire", "examples");
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(ExamplesTest::read)
                    .map(ExamplesTest::withoutIndentation)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String withoutIndentation(String text) {
        return text.replaceAll("(?m)^ +", "");
    }

    private static String exchange(AsyncServer server, String text, boolean end) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.localAddress());
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(socket, text, end));
            String received = new String(socket.getInputStream().readAllBytes(), UTF_8);
            sent.join();
            return received;
        }
    }

    private static void send(Socket socket, String text, boolean end) {
        try {
            socket.getOutputStream().write(text.getBytes(UTF_8));
            if (end) {
                socket.shutdownOutput();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
