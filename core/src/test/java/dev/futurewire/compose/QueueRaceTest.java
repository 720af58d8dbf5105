package dev.futurewire.compose;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncQueue;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.RaceAligner;
import dev.futurewire.support.Role;
import dev.futurewire.support.Rounds;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An item races with the cancellation or the timeout of the take that waits for it: it is delivered to this take or stays in
 * the queue, never both and never neither. The same for the room that a put waits for.
 */
@Tag("alone")
final class QueueRaceTest {
    private static final int RACES = Rounds.of(100_000);

    private final AsyncQueue<Integer> queue = new AsyncQueue<>(1);

    /** Which stage of a take, or of a put, is given up. */
    enum Stage {
        /** What {@code take} returned. */
        TAKE,
        /** A stage derived from it. */
        APPLIED,
        /** A stage composed with it. */
        COMPOSED,
        /** A stage that combines two takes, the other of which has its item. */
        COMBINED;

        CompletableFuture<Integer> of(AsyncQueue<Integer> queue) {
            CompletableFuture<Integer> take = queue.take();
            return switch (this) {
                case TAKE -> take;
                case APPLIED -> take.thenApply(item -> item);
                case COMPOSED -> take.thenCompose(CompletableFuture::completedFuture);
                case COMBINED -> {
                    AsyncQueue<Integer> other = new AsyncQueue<>(1);
                    other.offer(0);
                    yield other.take().thenCombine(take, Integer::sum);
                }
            };
        }
    }

    /** A callback of a connection, to start takes in. */
    private record Turns(Connection connection) {
        <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> operation) {
            CompletableFuture<CompletableFuture<T>> started = new CompletableFuture<>();
            connection.channel().readLine().thenRun(() -> started.complete(operation.get()));
            connection.peer().send("\n");
            Await.quickly("the operation is started", started::isDone);
            return started.join();
        }
    }

    private static <T> CompletableFuture<T> limited(CompletableFuture<T> stage) {
        return stage.orTimeout(50, MILLISECONDS);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aTakeOfAConnectionAgainstItsCancellation(Stage stage) throws IOException {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            Turns turns = new Turns(connection);
            races(() -> turns.start(() -> stage.of(queue)), waiting -> waiting.cancel(true));
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aTakeOfAConnectionAgainstItsTimeout(Stage stage) throws IOException {
        ManualTimer timer = new ManualTimer();
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.ACCEPTED)) {
            Turns turns = new Turns(connection);
            races(() -> turns.start(() -> limited(stage.of(queue))), waiting -> timer.advance(Duration.ofMillis(100)));
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aTakeOnALoopAgainstItsCancellation(Stage stage) {
        races(() -> stage.of(queue), waiting -> waiting.cancel(true));
    }

    private void races(Supplier<CompletableFuture<Integer>> take, Consumer<CompletableFuture<Integer>> giveUp) {
        RaceAligner aim = new RaceAligner();
        int givenUp = 0;
        for (int i = 0; i < RACES; i++) {
            int item = i;
            CompletableFuture<Integer> waiting = take.get();
            aim.race(() -> assertTrue(queue.offer(item)), () -> giveUp.accept(waiting));
            boolean lost = outcome(waiting, item);
            givenUp += lost ? 1 : 0;
            aim.won(!lost);
        }
        assertRaced(givenUp);
    }

    private static void assertRaced(int givenUp) {
        assertTrue(
                givenUp > RACES / 100 && givenUp < RACES - RACES / 100,
                givenUp + " of " + RACES + " gave up: these were no races");
    }

    /** Checks one round; true if the take gave up and the item is in the queue. */
    private boolean outcome(CompletableFuture<Integer> waiting, int item) {
        Await.quickly("the take is complete", waiting::isDone);
        if (waiting.isCompletedExceptionally()) {
            assertGivenUp(waiting);
            assertEquals(item, queue.poll());
            return true;
        }
        assertEquals(item, waiting.join());
        assertNull(queue.poll());
        return false;
    }

    private static void assertGivenUp(CompletableFuture<?> waiting) {
        Throwable failure = Await.failure(waiting);
        assertTrue(failure instanceof CancellationException || failure instanceof TimeoutException, failure::toString);
    }

    /** The value of {@code cancel} says which of the two has won. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void cancelReturnsTheOutcome(Stage stage) {
        boolean[] cancelled = new boolean[1];
        RaceAligner aim = new RaceAligner();
        for (int i = 0; i < RACES / 4; i++) {
            int item = i;
            CompletableFuture<Integer> waiting = stage.of(queue);
            aim.race(() -> queue.offer(item), () -> cancelled[0] = waiting.cancel(false));
            boolean lost = outcome(waiting, item);
            assertEquals(lost, cancelled[0]);
            aim.won(!lost);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TAKE", "APPLIED"})
    void aPutAgainstItsCancellation(Stage stage) {
        RaceAligner aim = new RaceAligner();
        int givenUp = 0;
        queue.offer(-1);
        for (int i = 0; i < RACES; i++) {
            int item = i;
            CompletableFuture<Void> put = queue.put(item);
            CompletableFuture<Void> waiting = stage == Stage.APPLIED ? put.thenRun(() -> {}) : put;
            aim.race(queue::poll, () -> waiting.cancel(true));
            Await.quickly("the put is complete", waiting::isDone);
            boolean lost = waiting.isCompletedExceptionally();
            if (lost) {
                assertGivenUp(waiting);
                assertNull(queue.poll(), "nothing is left");
                assertTrue(queue.offer(item));
            }
            assertEquals(1, queue.size());
            givenUp += lost ? 1 : 0;
            aim.won(!lost);
        }
        assertRaced(givenUp);
    }

    /** The executor calls the function while the stage is cancelled. */
    @ParameterizedTest
    @EnumSource(Received.class)
    void aFunctionOnAnExecutorAgainstItsCancellation(Received how) throws InterruptedException {
        OtherThread executor = new OtherThread();
        try {
            RaceAligner aim = new RaceAligner();
            int returned = 0;
            int rounds = RACES / 4;
            for (int i = 0; i < rounds; i++) {
                int item = i;
                int[] received = {-1};
                assertTrue(queue.offer(item));
                CompletableFuture<Integer> take = queue.take();
                CompletableFuture<?> stage = how == Received.APPLIED
                        ? take.thenApplyAsync(value -> received[0] = value, executor)
                        : take.thenComposeAsync(
                                value -> CompletableFuture.completedFuture(received[0] = value), executor);
                aim.race(executor::go, () -> stage.cancel(true));
                executor.finish();
                Integer left = queue.poll();
                if (left != null) {
                    assertEquals(item, left);
                    assertEquals(-1, received[0], "not both");
                    returned++;
                } else {
                    assertEquals(item, received[0], "not neither");
                }
                aim.won(left == null);
            }
            assertTrue(returned > rounds / 100 && returned < rounds - rounds / 100, returned + " came back");
        } finally {
            executor.end();
        }
    }

    /** How the function is attached. */
    enum Received {
        /** By {@code thenApplyAsync}. */
        APPLIED,
        /** By {@code thenComposeAsync}. */
        COMPOSED
    }
}
