package dev.futurewire.scenario;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.Backoff;
import dev.futurewire.CloseReason;
import dev.futurewire.Futures;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.StageKind;
import dev.futurewire.support.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever a program passes or returns a stage, every kind of stage is accepted, complete or not. */
@Tag("slow")
final class AnyStageWillDoTest {
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 5);

    /** Conversations that read a line and make a stage of a given kind of it, somewhere. */
    private enum Place {
        COMPOSE {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine().thenCompose(stage);
            }
        },
        COMPOSE_BEHIND_ANOTHER_STAGE {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine().thenApply(line -> line).thenCompose(stage);
            }
        },
        COMPOSE_ASYNC {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine().thenComposeAsync(stage);
            }
        },
        COMPOSE_WHAT_HANDLE_RETURNED {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine()
                        .handle((line, failure) -> stage.apply(line))
                        .thenCompose(made -> made);
            }
        },
        COMPOSE_AFTER_A_FAILURE {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine()
                        .thenApply(AnyStageWillDoTest::thrown)
                        .exceptionallyCompose(
                                failure -> stage.apply(failure.getCause().getMessage()));
            }
        },
        COMPOSE_AFTER_A_FAILURE_ASYNC {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine()
                        .thenApply(AnyStageWillDoTest::thrown)
                        .exceptionallyComposeAsync(
                                failure -> stage.apply(failure.getCause().getMessage()));
            }
        },
        COMBINE {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine().thenCombine(stage.apply("line"), (line, made) -> made);
            }
        },
        EITHER {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine()
                        .thenCompose(line -> channel.readLine().applyToEither(stage.apply(line), made -> made));
            }
        },
        LOOP {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                List<String> made = new ArrayList<>();
                return Futures.repeatWhile(() -> made.isEmpty()
                                ? channel.readLine()
                                        .thenCompose(line -> stage.apply(line).thenApply(value -> made.add(value)))
                                : completedFuture(false))
                        .thenApply(done -> made.get(0));
            }
        },
        STEP_OF_A_LOOP {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                List<String> made = new ArrayList<>();
                AtomicInteger steps = new AtomicInteger();
                return channel.readLine()
                        .thenCompose(line -> Futures.repeatWhile(() -> steps.incrementAndGet() > 3
                                ? completedFuture(false)
                                : stage.apply(line).thenApply(value -> made.add(value))))
                        .thenApply(done -> made.get(2));
            }
        },
        ACTION_FOR_EACH_LINE {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                List<String> made = new ArrayList<>();
                CompletableFuture<String> first = new CompletableFuture<>();
                channel.forEachLine(line -> stage.apply(line).thenAccept(value -> {
                            made.add(value);
                            first.complete(value);
                        }))
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                first.completeExceptionally(failure);
                            }
                        });
                return first;
            }
        },
        ATTEMPT {
            @Override
            CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage) {
                return channel.readLine().thenCompose(line -> Futures.retry(() -> stage.apply(line), QUICK));
            }
        };

        boolean leavesAReader() {
            return this == EITHER || this == ACTION_FOR_EACH_LINE;
        }

        abstract CompletableFuture<String> talk(AsyncChannel channel, Function<String, CompletionStage<String>> stage);
    }

    private static String thrown(String line) {
        throw new IllegalStateException(line);
    }

    /** When a stage is complete: as soon as it is made, or a moment after. */
    private static CompletionStage<String> made(StageKind kind, boolean atOnce, String line) {
        CompletableFuture<String> source = new CompletableFuture<>();
        if (atOnce) {
            source.complete("got " + line);
        } else {
            new Thread(() -> source.complete("got " + line)).start();
        }
        return kind.of(source);
    }

    @TestFactory
    Stream<DynamicTest> yieldsItsValue() {
        return Stream.of(Transports.values())
                .map(transport -> DynamicTest.dynamicTest(transport.toString(), () -> {
                    try (Connections connections = transport.connections();
                            Connection shared = connections.open(Role.CONNECTED)) {
                        for (StageKind kind : StageKind.values()) {
                            for (Place place : Place.values()) {
                                for (boolean atOnce : new boolean[] {true, false}) {
                                    for (boolean buffered : new boolean[] {true, false}) {
                                        if (place.leavesAReader()) {
                                            try (Connection own = connections.open(Role.ACCEPTED)) {
                                                yieldsItsValue(own, kind, place, buffered, atOnce);
                                            }
                                        } else {
                                            yieldsItsValue(shared, kind, place, buffered, atOnce);
                                        }
                                    }
                                }
                            }
                        }
                    }
                }));
    }

    private static void yieldsItsValue(
            Connection connection, StageKind kind, Place place, boolean buffered, boolean atOnce) {
        String what = kind + " in " + place + (buffered ? ", line there" : ", line later") + ", at once: " + atOnce;
        long before = connection.channel().snapshot().bytesIn();
        if (buffered) {
            connection.peer().send("line\n");
            Await.until("it is buffered", () -> connection.channel().snapshot().bytesIn() == before + 5);
        }
        CompletableFuture<String> end = place.talk(connection.channel(), line -> made(kind, atOnce, line));
        if (!buffered) {
            connection.peer().send("line\n");
        }
        try {
            assertEquals("got line", Await.value(end), what);
        } catch (AssertionError wrong) {
            throw new AssertionError(what, wrong);
        }
    }

    @ParameterizedTest
    @EnumSource(StageKind.class)
    void aFailureOfItIsTheFailure(StageKind kind) throws IOException {
        IllegalStateException failure = new IllegalStateException("of a test");
        try (Connections connections = Transports.MEMORY.connections()) {
            for (Place place : Place.values()) {
                try (Connection connection = connections.open(Role.CONNECTED)) {
                    connection.peer().send("line\n");
                    CompletableFuture<String> end =
                            place.talk(connection.channel(), line -> kind.of(failedFuture(failure)));
                    assertSame(failure, Await.failure(end), place::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(StageKind.class)
    void aHandlerMayReturnIt(StageKind kind) throws IOException {
        for (boolean atOnce : new boolean[] {true, false}) {
            assertEquals(CloseReason.HANDLER_DONE, reason(channel -> made(kind, atOnce, "line")));
        }
        assertEquals(
                CloseReason.HANDLER_FAILED,
                reason(channel -> kind.of(failedFuture(new IllegalStateException("of a test")))));
    }

    private static CloseReason reason(Function<AsyncChannel, CompletionStage<?>> handler) throws IOException {
        CompletableFuture<CloseReason> reason = new CompletableFuture<>();
        try (AsyncServer server =
                AsyncServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), channel -> {
                    channel.closed().thenAccept(reason::complete);
                    return handler.apply(channel);
                })) {
            AsyncChannel client = Await.value(AsyncChannel.connect(server.localAddress()));
            // A server that closes waits for its client to do so, too.
            client.readLine().whenComplete((end, failure) -> client.close());
            return Await.value(reason);
        }
    }

    @ParameterizedTest
    @EnumSource(StageKind.class)
    void cancellingWhatWaitsForItEndsTheWait(StageKind kind) throws IOException {
        CompletableFuture<String> source = new CompletableFuture<>();
        AtomicInteger attempts = new AtomicInteger();
        CompletableFuture<String> retry = Futures.retry(
                () -> {
                    attempts.incrementAndGet();
                    return kind.of(source);
                },
                QUICK);
        assertTrue(retry.cancel(true));
        assertInstanceOf(CancellationException.class, Await.failure(retry));
        assertEquals(1, attempts.get());

        CompletableFuture<Boolean> step = new CompletableFuture<>();
        CompletableFuture<Void> loop = Futures.repeatWhile(() -> kind.of(step));
        assertTrue(loop.cancel(true));
        assertInstanceOf(CancellationException.class, Await.failure(loop));

        try (Connections connections = Transports.MEMORY.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            connection.peer().send("line\nnext\n");
            CompletableFuture<String> never = new CompletableFuture<>();
            CompletableFuture<String> composed = connection.channel().readLine().thenCompose(line -> kind.of(never));
            Await.until(
                    "the line is read", () -> connection.channel().snapshot().bufferedInput() == 5);
            // Refused while the line is being handed to the function.
            Await.until("the stage of the function is cancelled", () -> composed.cancel(true));
            assertInstanceOf(CancellationException.class, Await.failure(composed));
            assertEquals("next", Await.value(connection.channel().readLine()));
        }
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void noStageIsAClearFailure(Transports transport) throws IOException {
        try (Connections connections = transport.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            AsyncChannel channel = connection.channel();
            for (boolean buffered : new boolean[] {true, false}) {
                for (Function<AsyncChannel, CompletableFuture<?>> talk : nulls()) {
                    long before = channel.snapshot().bytesIn();
                    if (buffered) {
                        connection.peer().send("line\n");
                        Await.until("it is buffered", () -> channel.snapshot().bytesIn() == before + 5);
                    }
                    CompletableFuture<?> end = talk.apply(channel);
                    if (!buffered) {
                        connection.peer().send("line\n");
                    }
                    Throwable failure = Await.failure(end);
                    assertInstanceOf(NullPointerException.class, failure);
                    assertTrue(failure.getMessage().contains("returned null"), failure::getMessage);
                }
            }
        }
    }

    private static List<Function<AsyncChannel, CompletableFuture<?>>> nulls() {
        return List.of(
                channel -> channel.readLine().thenCompose(line -> null),
                channel -> channel.readLine().thenComposeAsync(line -> null),
                channel ->
                        channel.readLine().thenApply(AnyStageWillDoTest::thrown).exceptionallyCompose(failure -> null),
                channel -> channel.readLine().thenCompose(line -> Futures.repeatWhile(() -> null)),
                channel -> channel.readLine().thenCompose(line -> Futures.retry(() -> null, QUICK)),
                channel -> channel.forEachLine(line -> null));
    }
}
