package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Backoff;
import dev.futurewire.Futures;
import dev.futurewire.TaskGroup;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.StageKind;
import dev.futurewire.support.Transports;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Cancelling a stage cancels the reads from which it was derived: nothing remains pending and no line is lost. */
@Tag("slow")
final class DerivedStageCancellationTest {
    private static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "giving-up");
        thread.setDaemon(true);
        return thread;
    });

    /** Part of the names of stages that wait for their second read. */
    private static final String AFTER_A_LINE = " after a line, of a stage that is ";

    /** The sources of a stage: two connections to read from. */
    private record Sources(AsyncChannel one, AsyncChannel two) {
        CompletableFuture<String> read() {
            return one.readLine();
        }

        CompletableFuture<String> other() {
            return two.readLine();
        }

        /** A completed stage of the library. */
        CompletableFuture<Void> written() {
            return one.write("");
        }
    }

    private interface Derivation extends Function<Sources, CompletableFuture<?>> {}

    @AfterAll
    static void endPool() {
        POOL.shutdownNow();
    }

    private static Map<String, Derivation> derivations() {
        Map<String, Derivation> all = new LinkedHashMap<>();
        all.put("the read", Sources::read);
        all.put("thenApply", s -> s.read().thenApply(String::length));
        all.put("thenApplyAsync", s -> s.read().thenApplyAsync(String::length));
        all.put("thenApplyAsync, pool", s -> s.read().thenApplyAsync(String::length, POOL));
        all.put("thenAccept", s -> s.read().thenAccept(line -> {}));
        all.put("thenAcceptAsync", s -> s.read().thenAcceptAsync(line -> {}));
        all.put("thenAcceptAsync, pool", s -> s.read().thenAcceptAsync(line -> {}, POOL));
        all.put("thenRun", s -> s.read().thenRun(() -> {}));
        all.put("thenRunAsync", s -> s.read().thenRunAsync(() -> {}));
        all.put("thenRunAsync, pool", s -> s.read().thenRunAsync(() -> {}, POOL));
        all.put("handle", s -> s.read().handle((line, failure) -> line));
        all.put("handleAsync", s -> s.read().handleAsync((line, failure) -> line));
        all.put("handleAsync, pool", s -> s.read().handleAsync((line, failure) -> line, POOL));
        all.put("whenComplete", s -> s.read().whenComplete((line, failure) -> {}));
        all.put("whenCompleteAsync", s -> s.read().whenCompleteAsync((line, failure) -> {}));
        all.put("whenCompleteAsync, pool", s -> s.read().whenCompleteAsync((line, failure) -> {}, POOL));
        all.put("exceptionally", s -> s.read().exceptionally(failure -> "instead"));
        all.put("exceptionallyAsync", s -> s.read().exceptionallyAsync(failure -> "instead"));
        all.put("exceptionallyAsync, pool", s -> s.read().exceptionallyAsync(failure -> "instead", POOL));
        all.put("exceptionallyCompose, before", s -> s.read().exceptionallyCompose(failure -> s.other()));
        all.put("exceptionallyComposeAsync, before", s -> s.read().exceptionallyComposeAsync(failure -> s.other()));
        all.put("copy", s -> s.read().copy());
        all.put("toCompletableFuture", s -> s.read().toCompletableFuture());
        all.put("minimalCompletionStage", s -> s.read().minimalCompletionStage().toCompletableFuture());
        all.put(
                "minimalCompletionStage, thenApply",
                s -> s.read().minimalCompletionStage().thenApply(String::length).toCompletableFuture());
        all.put(
                "minimalCompletionStage, thenCompose",
                s -> s.written()
                        .minimalCompletionStage()
                        .thenCompose(done -> s.read())
                        .toCompletableFuture());
        all.put("newIncompleteFuture", s -> s.read().newIncompleteFuture());
        all.put("orTimeout before", s -> s.read().orTimeout(1, java.util.concurrent.TimeUnit.HOURS));
        all.put("two of them", s -> s.read().thenApply(line -> line).thenApplyAsync(line -> line, POOL));
        composing(all);
        combining(all, "", Sources::read, Sources::other);
        combining(
                all,
                " of derived stages",
                s -> s.read().thenApply(line -> line),
                s -> s.other().thenApplyAsync(line -> line, POOL));
        all.put(
                "thenCombine with a minimal stage",
                s -> s.read().thenCombine(s.other().minimalCompletionStage(), (a, b) -> a));
        all.put(
                "thenCombine of a combination",
                s -> s.read()
                        .thenCombine(s.other(), (a, b) -> a)
                        .thenCombine(CompletableFuture.completedFuture(1), (a, b) -> a));
        all.put("thenCombine, the first complete", s -> s.written().thenCombine(s.other(), (a, b) -> b));
        all.put(
                "thenAcceptBothAsync, the first complete",
                s -> s.written().thenAcceptBothAsync(s.other(), (a, b) -> {}));
        all.put("runAfterBoth, the first complete", s -> s.written().runAfterBoth(s.other(), () -> {}));
        all.put("thenCombine, the second complete", s -> s.read().thenCombine(s.written(), (a, b) -> a));
        all.put(
                "thenCombine, the second of the JDK",
                s -> s.read().thenCombine(new CompletableFuture<>(), (a, b) -> a));
        all.put(
                "applyToEither, the second of the JDK",
                s -> s.read().applyToEither(new CompletableFuture<>(), line -> line));
        all.put("repeatWhile", s -> Futures.repeatWhile(() -> s.read().thenApply(line -> true)));
        all.put("forEachLine", s -> s.one().forEachLine(line -> CompletableFuture.completedFuture(null)));
        all.put(
                "forEachLine, thenCombine",
                s -> s.one()
                        .forEachLine(line -> CompletableFuture.completedFuture(null))
                        .thenCombine(s.other(), (done, line) -> line));
        all.put("retry", s -> Futures.retry(s::read, Backoff.attempts(3)));
        all.put(
                "retry of a loop",
                s -> Futures.retry(
                        () -> Futures.repeatWhile(() -> s.read().thenApply(line -> true)), Backoff.attempts(3)));
        tasks(all);
        return all;
    }

    private static void tasks(Map<String, Derivation> all) {
        Duration hour = Duration.ofHours(1);
        all.put("timeout", s -> Futures.timeout(hour, s::read));
        all.put(
                "timeout of a loop",
                s -> Futures.timeout(hour, () -> Futures.loop(() -> s.read().thenApply(Optional::of))));
        all.put("loop", s -> Futures.loop(() -> s.read().thenApply(line -> Optional.empty())));
        all.put("repeatEvery", s -> Futures.repeatEvery(hour, () -> s.read().thenApply(line -> true)));
        all.put("named", s -> Futures.named("a line", s.read()));
        all.put("named, a minimal stage", s -> Futures.named("a line", s.read().minimalCompletionStage()));
        all.put("all", s -> Futures.all(s::read, s::other));
        all.put("all, one complete", s -> Futures.all(s::written, s::other));
        all.put("any", s -> Futures.any(s::read, s::other));
        all.put("any, with a delay", s -> Futures.any(s::read, () -> Futures.delay(hour)));
        all.put("first", s -> Futures.first(2, s::read, s::other));
        all.put("mapAll", s -> Futures.mapAll(List.of(s.one(), s.two()), 2, AsyncChannel::readLine));
        all.put("mapAll, one at a time", s -> Futures.mapAll(List.of(s.one(), s.two()), 1, AsyncChannel::readLine));
        all.put("any of all", s -> Futures.any(() -> Futures.all(s::read, s::other), () -> Futures.delay(hour)));
        all.put("all, thenApply", s -> Futures.all(s::read, s::other).thenApply(List::size));
        all.put("any, thenCombine", s -> Futures.any(s::read).thenCombine(s.other(), (a, b) -> a));
        all.put("thenCompose of any", s -> s.written().thenCompose(done -> Futures.any(s::read, s::other)));
        all.put("a group's body", s -> TaskGroup.run(group -> s.read()));
        all.put(
                "a group's tasks",
                s -> TaskGroup.run(group -> {
                    group.start("one", s::read);
                    return group.start("two", s::other);
                }));
        all.put(
                "a group of a group",
                s -> TaskGroup.run(group -> {
                    group.start("inner", () -> TaskGroup.run(inner -> inner.start("one", s::read)));
                    return s.other();
                }));
    }

    private static void composing(Map<String, Derivation> all) {
        all.put("thenCompose of the JDK's before", s -> s.written().thenCompose(done -> s.read()));
        all.put("thenComposeAsync", s -> s.written().thenComposeAsync(done -> s.read()));
        all.put("thenComposeAsync, pool", s -> s.written().thenComposeAsync(done -> s.read(), POOL));
        all.put("thenComposeAsync, before", s -> s.read().thenComposeAsync(done -> s.other(), POOL));
        all.put("thenCompose, before", s -> s.read().thenCompose(done -> s.other()));
        all.put("exceptionallyCompose", s -> failed(s).exceptionallyCompose(failure -> s.read()));
        all.put("exceptionallyComposeAsync", s -> failed(s).exceptionallyComposeAsync(failure -> s.read()));
        all.put("exceptionallyComposeAsync, pool", s -> failed(s).exceptionallyComposeAsync(failure -> s.read(), POOL));
        all.put(
                "thenCompose of thenComposeAsync",
                s -> s.written().thenCompose(done -> s.written().thenComposeAsync(again -> s.read(), POOL)));
        all.put(
                "thenComposeAsync of thenCompose, thenApply",
                s -> s.written()
                        .thenComposeAsync(done -> s.written().thenCompose(again -> s.read()), POOL)
                        .thenApply(String::length));
        all.put(
                "thenCompose of a minimal stage",
                s -> s.written().thenCompose(done -> s.read().minimalCompletionStage()));
        all.put(
                "thenCompose of thenCombine",
                s -> s.written().thenCompose(done -> s.read().thenCombine(s.other(), (a, b) -> a)));
        all.put(
                "handle, thenCompose",
                s -> s.written().handle((done, failure) -> s.read()).thenCompose(read -> read));
        all.put(
                "thenCompose of a loop",
                s -> s.written()
                        .thenCompose(done -> Futures.repeatWhile(() -> s.read().thenApply(line -> true))));
        for (StageKind kind : StageKind.values()) {
            if (kind != StageKind.FOREIGN_WITHOUT_FUTURE
                    && kind != StageKind.RETICENT
                    && kind != StageKind.FOREIGN_COPYING) {
                all.put("thenCompose" + AFTER_A_LINE + kind, s -> s.read().thenCompose(line -> kind.of(s.other())));
            }
        }
    }

    private static CompletableFuture<String> failed(Sources s) {
        return s.written().thenApply(done -> {
            throw new IllegalStateException("of a test");
        });
    }

    private static void combining(
            Map<String, Derivation> all,
            String of,
            Function<Sources, CompletableFuture<String>> one,
            Function<Sources, CompletableFuture<String>> two) {
        all.put("thenCombine" + of, s -> one.apply(s).thenCombine(two.apply(s), (a, b) -> a));
        all.put("thenCombineAsync" + of, s -> one.apply(s).thenCombineAsync(two.apply(s), (a, b) -> a));
        all.put("thenCombineAsync, pool" + of, s -> one.apply(s).thenCombineAsync(two.apply(s), (a, b) -> a, POOL));
        all.put("thenAcceptBoth" + of, s -> one.apply(s).thenAcceptBoth(two.apply(s), (a, b) -> {}));
        all.put("thenAcceptBothAsync" + of, s -> one.apply(s).thenAcceptBothAsync(two.apply(s), (a, b) -> {}));
        all.put(
                "thenAcceptBothAsync, pool" + of,
                s -> one.apply(s).thenAcceptBothAsync(two.apply(s), (a, b) -> {}, POOL));
        all.put("runAfterBoth" + of, s -> one.apply(s).runAfterBoth(two.apply(s), () -> {}));
        all.put("runAfterBothAsync" + of, s -> one.apply(s).runAfterBothAsync(two.apply(s), () -> {}));
        all.put("runAfterBothAsync, pool" + of, s -> one.apply(s).runAfterBothAsync(two.apply(s), () -> {}, POOL));
        all.put("applyToEither" + of, s -> one.apply(s).applyToEither(two.apply(s), line -> line));
        all.put("applyToEitherAsync" + of, s -> one.apply(s).applyToEitherAsync(two.apply(s), line -> line));
        all.put(
                "applyToEitherAsync, pool" + of,
                s -> one.apply(s).applyToEitherAsync(two.apply(s), line -> line, POOL));
        all.put("acceptEither" + of, s -> one.apply(s).acceptEither(two.apply(s), line -> {}));
        all.put("acceptEitherAsync" + of, s -> one.apply(s).acceptEitherAsync(two.apply(s), line -> {}));
        all.put("acceptEitherAsync, pool" + of, s -> one.apply(s).acceptEitherAsync(two.apply(s), line -> {}, POOL));
        all.put("runAfterEither" + of, s -> one.apply(s).runAfterEither(two.apply(s), () -> {}));
        all.put("runAfterEitherAsync" + of, s -> one.apply(s).runAfterEitherAsync(two.apply(s), () -> {}));
        all.put("runAfterEitherAsync, pool" + of, s -> one.apply(s).runAfterEitherAsync(two.apply(s), () -> {}, POOL));
    }

    /** The ways to cancel or complete a stage. */
    private static Map<String, Consumer<CompletableFuture<?>>> ways() {
        Map<String, Consumer<CompletableFuture<?>>> ways = new LinkedHashMap<>();
        ways.put("times out", stage -> Await.failure(stage.orTimeout(5, MILLISECONDS)));
        ways.put("completes on timeout", stage -> Await.value(stage.completeOnTimeout(null, 5, MILLISECONDS)));
        ways.put("is cancelled", stage -> assertTrue(stage.cancel(true)));
        ways.put(
                "is failed by the program",
                stage -> assertTrue(stage.completeExceptionally(new IllegalStateException("enough"))));
        ways.put("is completed by the program", stage -> assertTrue(stage.complete(null)));
        ways.put("is completed by a task", stage -> Await.value(stage.completeAsync(() -> null, POOL)));
        return ways;
    }

    @TestFactory
    Stream<DynamicTest> cancellationCancelsTheReads() {
        return Stream.of(Transports.values())
                .flatMap(transport -> ways().entrySet().stream()
                        .map(way -> DynamicTest.dynamicTest(
                                transport + ", " + way.getKey(), () -> everyStage(transport, way.getValue()))));
    }

    private static void everyStage(Transports transport, Consumer<CompletableFuture<?>> way) throws Exception {
        Map<String, Throwable> wrong = new LinkedHashMap<>();
        try (Connections connections = transport.connections()) {
            Pair pair = new Pair(connections);
            for (Map.Entry<String, Derivation> each : derivations().entrySet()) {
                try {
                    check(pair, each.getKey(), each.getValue(), way);
                } catch (AssertionError | RuntimeException failure) {
                    wrong.put(each.getKey(), failure);
                    pair.close();
                    pair = new Pair(connections);
                }
            }
            pair.close();
        }
        assertEquals(Map.of(), wrong);
    }

    private static void check(Pair pair, String name, Derivation derivation, Consumer<CompletableFuture<?>> way) {
        CompletableFuture<?> stage = derivation.apply(new Sources(pair.one.channel(), pair.two.channel()));
        if (name.contains(AFTER_A_LINE)) {
            pair.one.peer().send("head\n");
            Await.until(
                    "the second read waits",
                    () -> !pair.two.channel().snapshot().awaiting().isEmpty());
        }
        if (name.contains("ComposeAsync") || name.startsWith("handle")) {
            // Its function may run on another thread, and that of handle runs after a cancellation as well; a read that
            // it started later would conflict with the next read of this test.
            Await.until(
                    "the composed read waits",
                    () -> !pair.one.channel().snapshot().awaiting().isEmpty());
        }
        way.accept(stage);
        if (name.contains("ComposeAsync")) {
            // Elsewhere as well: the read may have begun before the stage knows of it.
            Await.until(
                    "the composed read is given up",
                    () -> pair.one.channel().snapshot().awaiting().isEmpty());
        }
        nextLineArrives(pair.one);
        nextLineArrives(pair.two);
    }

    private static void nextLineArrives(Connection connection) {
        connection.peer().send("line\n");
        assertEquals("line", Await.value(connection.channel().readLine(), Duration.ofSeconds(2)));
    }

    private record Pair(Connection one, Connection two) {
        Pair(Connections connections) throws IOException {
            this(connections.open(Role.CONNECTED), connections.open(Role.ACCEPTED));
        }

        void close() {
            one.close();
            two.close();
        }
    }
}
