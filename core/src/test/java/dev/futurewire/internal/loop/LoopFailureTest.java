package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error in the JDK's code ends the thread of a loop. */
final class LoopFailureTest {
    private final AtomicReference<GroupLoop> loop = new AtomicReference<>();

    private CompletableFuture<Void> echo(AsyncChannel channel) {
        LoopThread thread = LoopThread.current();
        assertNotNull(thread);
        loop.set((GroupLoop) thread.loop);
        return Futures.repeatWhile(() -> channel.readLine()
                .thenCompose(line -> line == null
                        ? CompletableFuture.completedFuture(false)
                        : channel.write(line + "\n").thenApply(done -> true)));
    }

    private static String echoed(Socket socket) throws IOException {
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void itsConnectionsAreClosedAndAnotherLoopReplacesIt(int loops) throws Exception {
        ServerOptions options = ServerOptions.builder().loops(loops).build();
        try (LoopbackServer server = LoopbackServer.with(options, this::echo);
                Socket before = new Socket()) {
            before.connect(server.server().localAddress());
            assertEquals("hello\n", echoed(before));
            GroupLoop failing = loop.get();
            ((Executor) failing.group()).execute(() -> {
                throw new OutOfMemoryError("of a test");
            });
            assertEquals(-1, endOf(before));
            Await.until("it is counted", () -> closed(server, CloseReason.MEMORY_LIMIT) == 1);
            for (int i = 0; i < 10; i++) {
                served(server);
            }
            Await.until("the failed loop ends", failing::ending);
            Await.until("all are counted", () -> closed(server, CloseReason.END_OF_STREAM) == 10);
            Await.value(server.server().shutdown(Duration.ofSeconds(5)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aSpareTakesOverIfTheGroupStartsNoThread(int loops) throws Exception {
        ServerOptions options = ServerOptions.builder().loops(loops).build();
        try (LoopbackServer server = LoopbackServer.with(options, this::echo);
                Socket before = new Socket()) {
            before.connect(server.server().localAddress());
            assertEquals("hello\n", echoed(before));
            GroupLoop failing = loop.get();
            LoopThread worker = failing.worker();
            assertNotNull(worker);
            failing.threadEnded(worker, new LinkageError("of a test"));
            assertEquals(-1, endOf(before));
            Await.until("it is counted", () -> closed(server, CloseReason.ABORTED) == 1);
            served(server);
            Await.value(server.server().shutdown(Duration.ofSeconds(5)));
        }
    }

    /** The socket of the new loop may not listen yet. */
    private static void served(LoopbackServer server) {
        Await.until("a client is served", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(server.server().localAddress());
                boolean whole = echoed(socket).equals("hello\n");
                socket.shutdownOutput();
                return whole && endOf(socket) == -1;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private static int endOf(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }

    private static long closed(LoopbackServer server, CloseReason reason) {
        return server.server().snapshot().closed().get(reason);
    }
}
