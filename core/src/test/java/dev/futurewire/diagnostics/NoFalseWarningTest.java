package dev.futurewire.diagnostics;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.simulation.SimulatedConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Correct handlers of many kinds, with partial lines, silence and an end of stream: none causes a warning. */
class NoFalseWarningTest {
    private static final Map<String, ConnectionHandler> HANDLERS = new LinkedHashMap<>();

    static {
        HANDLERS.put(
                "echo until the end",
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .thenCompose(line -> line == null
                                ? completedFuture(false)
                                : channel.write(line + "\n").thenApply(done -> true))));
        HANDLERS.put(
                "echo with timeouts",
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .orTimeout(10, SECONDS)
                        .thenCompose(line -> line == null
                                ? completedFuture(false)
                                : channel.write(line + "\n").thenApply(done -> !line.equals("BYE")))));
        HANDLERS.put("forEachLine", channel -> channel.forEachLine(line -> channel.write(line + "\n")));
        HANDLERS.put(
                "forEachLine with writes fired and forgotten",
                channel -> channel.forEachLine(line -> {
                    channel.write(line + "\n");
                    return completedFuture(null);
                }));
        HANDLERS.put("one line, one answer", channel -> channel.readLine().thenCompose(line -> channel.write("ok\n")));
        HANDLERS.put("a greeting only", channel -> channel.write("hello\n"));
        HANDLERS.put("a greeting, fired and forgotten", channel -> {
            channel.write("hello\n");
            return completedFuture(null);
        });
        HANDLERS.put("much output, fired and forgotten", channel -> {
            for (int i = 0; i < 1_000; i++) {
                channel.write("line " + i + "\n");
            }
            return completedFuture(null);
        });
        HANDLERS.put("much output, flushed", channel -> {
            channel.write("x".repeat(200_000));
            return channel.flush();
        });
        HANDLERS.put(
                "shutdownOutput, then read to the end",
                channel -> channel.write("hello\n")
                        .thenCompose(done -> channel.shutdownOutput())
                        .thenCompose(done -> channel.readAll(1 << 20)));
        HANDLERS.put("closes by itself", channel -> channel.readLine().thenCompose(line -> channel.close()));
        HANDLERS.put("aborts by itself", channel -> channel.readLine().thenAccept(line -> channel.abort()));
        HANDLERS.put(
                "fails",
                channel -> channel.readLine().thenAccept(line -> {
                    throw new IllegalStateException("on purpose");
                }));
        HANDLERS.put("throws", channel -> {
            throw new IOException("on purpose");
        });
        HANDLERS.put("cancels a read and goes on", channel -> {
            channel.readLine().cancel(false);
            return channel.readLine();
        });
        HANDLERS.put(
                "a default for silence",
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .completeOnTimeout("silence", 1, SECONDS)
                        .thenCompose(line -> line == null || line.equals("silence")
                                ? completedFuture(false)
                                : channel.write(line + "\n").thenApply(done -> true))));
        HANDLERS.put(
                "a timed-out read is tried again",
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .orTimeout(1, SECONDS)
                        .handle((line, failure) -> failure instanceof TimeoutException || line != null)));
        HANDLERS.put(
                "raw bytes",
                channel -> Futures.repeatWhile(() -> channel.read(1024)
                        .thenCompose(bytes -> bytes.length == 0
                                ? completedFuture(false)
                                : channel.write(bytes).thenApply(done -> true))));
        HANDLERS.put(
                "a fixed header",
                channel -> channel.readExactly(4)
                        .thenCompose(header -> channel.readUntil(new byte[] {'\n'}))
                        .thenCompose(channel::write));
        HANDLERS.put("naive recursion", NoFalseWarningTest::recurse);
        HANDLERS.put("a Flow subscriber", NoFalseWarningTest::subscribe);
        HANDLERS.put("the stage of another source", channel -> {
            CompletableFuture<Void> end = new CompletableFuture<>();
            channel.forEachLine(line -> channel.write(line + "\n")).whenComplete((done, failure) -> end.complete(null));
            return end;
        });
        HANDLERS.put(
                "all of some writes",
                channel -> CompletableFuture.allOf(channel.write("a\n"), channel.write("b\n"), channel.write("c\n")));
    }

    private static CompletableFuture<Void> recurse(AsyncChannel channel) {
        return channel.readLine()
                .thenCompose(line -> line == null
                        ? completedFuture(null)
                        : channel.write(line + "\n").thenCompose(done -> recurse(channel)));
    }

    private static CompletableFuture<Void> subscribe(AsyncChannel channel) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        channel.lines().subscribe(new Flow.Subscriber<>() {
            private Flow.Subscription lines;

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                lines = subscription;
                lines.request(1);
            }

            @Override
            public void onNext(String line) {
                channel.write(line + "\n").thenRun(() -> lines.request(1));
            }

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                end.complete(null);
            }
        });
        return end;
    }

    @TestFactory
    Stream<DynamicTest> correctHandlersCauseNoWarning() {
        assertEquals(true, HANDLERS.size() >= 20);
        return HANDLERS.entrySet().stream()
                .flatMap(entry -> List.of(true, false).stream()
                        .map(reset -> DynamicTest.dynamicTest(
                                entry.getKey() + (reset ? ", reset at the end" : ", ended"),
                                () -> converse(entry.getValue(), reset))));
    }

    private static void converse(ConnectionHandler handler, boolean reset) throws IOException {
        var connection = new SimulatedConnection(ChannelOptions.defaults(), handler);
        connection.send("first\nsecond");
        connection.advance(Duration.ofSeconds(3));
        connection.send(" half\r\nthird\n");
        connection.advance(Duration.ofSeconds(3));
        if (connection.channel.reason() == null) {
            if (reset) {
                connection.peerResets();
            } else {
                connection.send("BYE\n");
                connection.peerEnds();
            }
        }
        connection.advance(Duration.ofSeconds(12));
        assertNotNull(connection.channel.reason(), "it ended");
        assertEquals(List.of(), connection.warnings);
    }
}
