package dev.futurewire.compose;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncSemaphore;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.RaceAligner;
import dev.futurewire.support.Role;
import dev.futurewire.support.Rounds;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A permit races with the cancellation or the timeout of the acquire that waits for it. */
@Tag("alone")
final class SemaphoreRaceTest {
    private static final int RACES = Rounds.of(100_000);

    private final AsyncSemaphore semaphore = new AsyncSemaphore(0);

    /** Counts the bodies that are called. */
    private final AtomicInteger bodies = new AtomicInteger();

    /** Which stage is given up. */
    enum Stage {
        /** What {@code acquire} returned. */
        ACQUIRE,
        /** A stage derived from it. */
        RUN,
        /** A section, whose body completes at once. */
        SECTION,
        /** A section, whose body waits for what never comes. */
        ENDLESS_SECTION;

        CompletableFuture<?> of(AsyncSemaphore semaphore, AtomicInteger bodies) {
            return switch (this) {
                case ACQUIRE -> semaphore.acquire();
                case RUN -> semaphore.acquire().thenRun(() -> {});
                case SECTION -> semaphore.with(() -> CompletableFuture.completedFuture(bodies.incrementAndGet()));
                case ENDLESS_SECTION ->
                    semaphore.with(() -> {
                        bodies.incrementAndGet();
                        return new CompletableFuture<>();
                    });
            };
        }

        boolean releases() {
            return this == SECTION || this == ENDLESS_SECTION;
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void ofAConnectionAgainstItsCancellation(Stage stage) throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            races(stage, () -> inTurn(connection, () -> stage.of(semaphore, bodies)), waiting -> waiting.cancel(true));
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void ofAConnectionAgainstItsTimeout(Stage stage) throws IOException {
        ManualTimer timer = new ManualTimer();
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.ACCEPTED)) {
            races(
                    stage,
                    () -> inTurn(connection, () -> stage.of(semaphore, bodies).orTimeout(50, MILLISECONDS)),
                    waiting -> timer.advance(Duration.ofMillis(100)));
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void onALoopAgainstItsCancellation(Stage stage) {
        races(stage, () -> stage.of(semaphore, bodies), waiting -> waiting.cancel(true));
    }

    private static CompletableFuture<?> inTurn(Connection connection, Supplier<CompletableFuture<?>> operation) {
        CompletableFuture<CompletableFuture<?>> started = new CompletableFuture<>();
        connection.channel().readLine().thenRun(() -> started.complete(operation.get()));
        connection.peer().send("\n");
        Await.quickly("the operation is started", started::isDone);
        return started.join();
    }

    private void races(Stage stage, Supplier<CompletableFuture<?>> acquire, Consumer<CompletableFuture<?>> giveUp) {
        RaceAligner aim = new RaceAligner();
        int givenUp = 0;
        for (int i = 0; i < RACES; i++) {
            CompletableFuture<?> waiting = acquire.get();
            assertFalse(waiting.isDone());
            aim.race(semaphore::release, () -> giveUp.accept(waiting));
            Await.quickly("it is complete", waiting::isDone);
            boolean lost = waiting.isCompletedExceptionally();
            if (!lost && !stage.releases()) {
                semaphore.release();
            }
            assertOnePermit();
            boolean granted = stage == Stage.ENDLESS_SECTION ? bodies.getAndSet(0) > 0 : !lost;
            givenUp += granted ? 0 : 1;
            aim.won(granted);
        }
        assertTrue(
                givenUp > RACES / 100 && givenUp < RACES - RACES / 100,
                givenUp + " of " + RACES + " gave up: these were no races");
    }

    /** Takes the permit, of which there is one, perhaps in a moment: a body may be running. */
    private void assertOnePermit() {
        Await.quickly("the permit is released", () -> semaphore.toString().contains("[1 permits, 0 "));
        assertTrue(semaphore.acquire().isDone());
    }

    /** The body's stage ends while the section is cancelled. */
    @Test
    void theEndOfASectionAgainstItsCancellation() {
        RaceAligner aim = new RaceAligner();
        int givenUp = 0;
        for (int i = 0; i < RACES; i++) {
            int result = i;
            CompletableFuture<Integer> work = new CompletableFuture<>();
            semaphore.release();
            CompletableFuture<Integer> section = semaphore.with(() -> work);
            aim.race(() -> work.complete(result), () -> section.cancel(false));
            Await.quickly("it is complete", section::isDone);
            boolean lost = section.isCancelled();
            if (!lost) {
                assertEquals(result, section.join());
            }
            assertOnePermit();
            givenUp += lost ? 1 : 0;
            aim.won(!lost);
        }
        assertTrue(givenUp > RACES / 100 && givenUp < RACES - RACES / 100, givenUp + " of " + RACES + " gave up");
    }
}
