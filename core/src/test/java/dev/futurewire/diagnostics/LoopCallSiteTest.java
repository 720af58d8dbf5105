package dev.futurewire.diagnostics;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The source line of a pending read is right however often its repeatWhile loop has run, and whatever it did before. */
final class LoopCallSiteTest {
    /** More steps than the cache needs to trust a call site. */
    private static final int STEPS = 20;

    /** Enough steps to detect a continuation that is reached from two lines. */
    private static final int MANY = 300;

    private final List<Warning> warnings = new CopyOnWriteArrayList<>();

    private static StackTraceElement waitingAt(LoopbackServer server) {
        Await.until(
                "a read waits",
                () -> server.server().connections().stream()
                        .anyMatch(channel -> !channel.snapshot().awaiting().isEmpty()));
        AsyncChannel channel = server.server().connections().iterator().next();
        return channel.snapshot().awaiting().get(0).callSite();
    }

    private static int lineOf(String marker) throws IOException {
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/dev/futurewire/diagnostics/LoopCallSiteTest.java"));
        for (int i = 0; i < source.size(); i++) {
            if (source.get(i).endsWith("// " + marker)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line is marked " + marker);
    }

    private static CompletableFuture<Boolean> echo(AsyncChannel channel, String line) {
        return channel.write(line + "\n").thenApply(done -> true);
    }

    private LoopbackServer server(ConnectionHandler handler) throws IOException {
        ServerOptions options = ServerOptions.builder()
                .loops(1)
                .listener(new ConnectionListener() {
                    @Override
                    public void warning(Warning warning) {
                        warnings.add(warning);
                    }
                })
                .build();
        return LoopbackServer.with(options, handler);
    }

    private static void echoes(TcpPeer client, int times) {
        for (int i = 0; i < times; i++) {
            client.send("line\n");
            client.expectPeer("line\n");
        }
    }

    @Test
    void ofALoopWithASingleRead() throws IOException {
        try (LoopbackServer server = server(channel -> Futures.repeatWhile(() -> channel.readLine() // the same
                        .thenCompose(line -> echo(channel, line))));
                TcpPeer client = server.connect()) {
            for (int i = 0; i < STEPS; i++) {
                echoes(client, 1);
                StackTraceElement place = waitingAt(server);
                assertEquals(lineOf("the same"), place.getLineNumber());
                assertEquals("LoopCallSiteTest.java", place.getFileName());
            }
        }
    }

    @Test
    void ofAnotherReadInTheSameStep() throws IOException {
        try (LoopbackServer server = server(channel -> {
                    boolean[] other = new boolean[1];
                    Function<String, CompletionStage<Boolean>> first = line -> {
                        other[0] = line.equals("other");
                        return echo(channel, line);
                    };
                    return Futures.repeatWhile(() -> {
                        if (other[0]) {
                            return channel.readLine().thenCompose(line -> echo(channel, "other " + line)); // other
                        }
                        return channel.readLine().thenCompose(first); // first
                    });
                });
                TcpPeer client = server.connect()) {
            echoes(client, STEPS);
            assertEquals(lineOf("first"), waitingAt(server).getLineNumber());
            client.send("other\n");
            client.expectPeer("other\n");
            assertEquals(lineOf("other"), waitingAt(server).getLineNumber());
        }
    }

    @Test
    void ofTwoReadsThatShareAContinuation() throws IOException {
        try (LoopbackServer server = server(channel -> {
                    int[] steps = new int[1];
                    Function<String, CompletionStage<Boolean>> echo = line -> echo(channel, line);
                    return Futures.repeatWhile(() -> {
                        CompletableFuture<String> line;
                        if (steps[0]++ < STEPS) {
                            line = channel.readLine(); // early
                        } else {
                            line = channel.readLine(); // late
                        }
                        return line.thenCompose(echo);
                    });
                });
                TcpPeer client = server.connect()) {
            echoes(client, STEPS - 1);
            assertEquals(lineOf("early"), waitingAt(server).getLineNumber());
            echoes(client, MANY);
            assertEquals(lineOf("late"), waitingAt(server).getLineNumber());
        }
    }

    @Test
    void ofAnUnawaitedReadAfterManyAwaitedOnes() throws IOException {
        try (LoopbackServer server = server(channel ->
                        Futures.repeatWhile(() -> channel.readLine().thenCompose(line -> {
                            if (line.equals("end")) {
                                channel.readLine().thenAccept(lost -> {}); // left behind
                                return completedFuture(false);
                            }
                            return echo(channel, line);
                        })));
                TcpPeer client = server.connect()) {
            echoes(client, STEPS);
            client.send("end\n");
            Await.until("the warning", () -> !warnings.isEmpty());
            assertEquals(lineOf("left behind"), warnings.get(0).callSite().getLineNumber());
        }
    }

    @Test
    void ofAReadThatTheStepDoesNotAwaitIsInItsMethodAtLeast() throws IOException {
        try (LoopbackServer server = server(channel -> {
                    boolean[] end = new boolean[1];
                    return Futures.repeatWhile(() -> {
                        if (end[0]) {
                            channel.readLine();
                            return completedFuture(false);
                        }
                        return channel.readLine().thenCompose(line -> {
                            end[0] = line.equals("end");
                            return echo(channel, line);
                        });
                    });
                });
                TcpPeer client = server.connect()) {
            echoes(client, STEPS);
            client.send("end\n");
            Await.until("the warning", () -> !warnings.isEmpty());
            StackTraceElement place = warnings.get(0).callSite();
            assertEquals("LoopCallSiteTest.java", place.getFileName());
            assertTrue(place.getLineNumber() < 0, place::toString);
        }
    }

    @Test
    void ofForEachLineIsItsCaller() throws IOException {
        try (LoopbackServer server =
                        server(channel -> channel.forEachLine(line -> channel.write(line + "\n"))); // for each
                TcpPeer client = server.connect()) {
            echoes(client, STEPS);
            assertEquals(lineOf("for each"), waitingAt(server).getLineNumber());
        }
    }
}
