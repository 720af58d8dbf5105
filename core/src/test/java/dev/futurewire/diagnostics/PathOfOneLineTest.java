package dev.futurewire.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The stack below the program's function, in a running echo server, is the one that docs/architecture.md describes. */
final class PathOfOneLineTest {
    private static final String CHANNEL = "dev.futurewire.internal.channel.";

    @Test
    void theTurnDeliversTheLineAndNoHalfCallsBack() throws Exception {
        CompletableFuture<List<String>> stack = new CompletableFuture<>();
        try (AsyncServer server = AsyncServer.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        channel -> Futures.repeatWhile(() -> channel.readLine().thenCompose(line -> {
                            stack.complete(frames());
                            return channel.write(line + "\n").thenApply(done -> true);
                        })));
                Socket client = new Socket(
                        server.localAddress().getAddress(),
                        server.localAddress().getPort())) {
            OutputStream out = client.getOutputStream();
            out.write("hello\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = client.getInputStream().readNBytes(6);
            assertEquals("hello\n", new String(answer, StandardCharsets.US_ASCII));
        }
        List<String> frames = Await.value(stack);
        List<String> expected = List.of(
                CHANNEL + "StreamChannel.turn",
                CHANNEL + "InputChannel.deliverRead",
                "dev.futurewire.internal.turn.SequentialTask.deliver",
                "dev.futurewire.internal.future.PendingOperation.finish");
        List<String> onThePath = frames.stream().filter(expected::contains).collect(Collectors.toList());
        assertEquals(expected, onThePath, () -> "in " + frames);
        assertTrue(
                frames.stream()
                        .noneMatch(frame -> frame.startsWith("dev.futurewire.internal.input.")
                                || frame.startsWith("dev.futurewire.internal.output.")),
                () -> "a half calls the program: " + frames);
    }

    /** The frames of the current thread as {@code class.method}, the outermost first. */
    private static List<String> frames() {
        List<String> frames = StackWalker.getInstance()
                .walk(stack -> stack.map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .collect(Collectors.toList()));
        Collections.reverse(frames);
        return frames;
    }
}
