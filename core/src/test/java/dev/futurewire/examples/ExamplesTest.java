package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.CloseReason;
import dev.futurewire.FrameDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every example, and checks that the README matches them. */
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

    /** Every Java block of these documents is, line for line, part of an example. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/from-asyncio.md"})
    void theDocumentMatchesTheExamples(String document) throws IOException {
        Path readme = Path.of("..").resolve(document);
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(readme));
        List<String> examples = sources();
        int shown = 0;
        while (blocks.find()) {
            String block = withoutIndentation(blocks.group(1));
            assertTrue(
                    examples.stream().anyMatch(example -> example.contains(block)), () -> "no example has:\n" + block);
            shown++;
        }
        assertFalse(shown == 0, "the README shows no code");
    }

    private static List<String> sources() throws IOException {
        Path folder = Path.of("src", "test", "java", "dev", "futurewire", "examples");
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
