package dev.futurewire.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Backoff;
import dev.futurewire.Futures;
import dev.futurewire.TaskGroup;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is asked for in a callback of a connection completes in that connection's turn, else on a loop. */
final class WhoseTurnTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 3);

    private interface Form extends Function<Supplier<CompletableFuture<String>>, CompletableFuture<?>> {}

    private static Map<String, Form> forms() {
        Map<String, Form> all = new LinkedHashMap<>();
        all.put("timeout", stage -> Futures.timeout(HOUR, stage));
        all.put("loop", stage -> Futures.loop(() -> stage.get().thenApply(Optional::of)));
        all.put(
                "repeatEvery",
                stage -> Futures.repeatEvery(HOUR, () -> stage.get().thenApply(value -> false)));
        all.put("all", stage -> Futures.all(List.of(stage, stage)));
        all.put(
                "any",
                stage -> Futures.any(List.of(stage, () -> Futures.delay(HOUR).thenApply(v -> ""))));
        all.put("first", stage -> Futures.first(1, List.of(stage)));
        all.put("mapAll", stage -> Futures.mapAll(List.of(1, 2, 3), 1, item -> stage.get()));
        all.put("named", stage -> Futures.named("a stage", stage.get()));
        all.put("retry", stage -> Futures.retry(stage, QUICK));
        all.put("a group's body", stage -> TaskGroup.run(group -> stage.get()));
        all.put("a group's task", stage -> TaskGroup.run(group -> group.start("task", stage)));
        all.put(
                "a group of a failing task",
                stage -> TaskGroup.run(group -> {
                    group.start(
                            "task",
                            () -> stage.get().thenCompose(v -> CompletableFuture.failedFuture(new IOException())));
                    return new CompletableFuture<>();
                }));
        return all;
    }

    /** A stage that completes on a thread of another kind. */
    private static CompletableFuture<String> elsewhere() {
        return CompletableFuture.supplyAsync(() -> "value", ForkJoinPool.commonPool());
    }

    @TestFactory
    Stream<DynamicTest> completesOnTheConnectionsTurn() {
        return forms().entrySet().stream()
                .map(form -> DynamicTest.dynamicTest(form.getKey(), () -> {
                    try (VirtualTurn turn = new VirtualTurn();
                            VirtualTurn upstream = new VirtualTurn(turn.timer)) {
                        for (int i = 0; i < 20; i++) {
                            CompletableFuture<Boolean> onTurn = turn.call(() -> form.getValue()
                                    .apply(WhoseTurnTest::elsewhere)
                                    .handle((value, failure) -> turn.isCurrent()));
                            assertEquals(true, Await.value(onTurn), "a stage of another thread");
                        }
                        AsyncChannel other = upstream.channel();
                        upstream.peer().send("");
                        if (form.getKey().equals("all")) {
                            // Reads twice from the same channel.
                            return;
                        }
                        CompletableFuture<Boolean> onTurn = turn.call(() ->
                                form.getValue().apply(other::readLine).handle((value, failure) -> turn.isCurrent()));
                        upstream.peer().send("one\ntwo\nthree\n");
                        assertEquals(true, Await.value(onTurn), "a read of a connection on another loop");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> completesOnALoopIfItWasAskedForElsewhere() {
        return forms().entrySet().stream()
                .map(form -> DynamicTest.dynamicTest(form.getKey(), () -> {
                    CompletableFuture<String> first = new CompletableFuture<>();
                    CompletableFuture<LoopThread> thread =
                            form.getValue().apply(() -> first).handle((value, failure) -> LoopThread.current());
                    ForkJoinPool.commonPool().execute(() -> first.complete("value"));
                    assertNotNull(Await.value(thread));
                }));
    }
}
