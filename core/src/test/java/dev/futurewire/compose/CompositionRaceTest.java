package dev.futurewire.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.TaskGroup;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.RaceAligner;
import dev.futurewire.support.Role;
import dev.futurewire.support.Rounds;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Results that race with others, with failures and with cancellations: nothing is lost, doubled or left behind. */
@Tag("alone")
final class CompositionRaceTest {
    private static final int RACES = Rounds.of(100_000);

    /** The clock is moved by 20 ms a round, and a connection must not become idle for too long. */
    private static final int PER_CONNECTION = 5_000;

    private final RaceAligner aim = new RaceAligner();
    private int first;

    /** Two connections on different loops. */
    private interface Round {
        void run(int number, Connection one, Connection two);
    }

    private static void onTwoLoops(Round round) throws IOException {
        try (MemoryConnections loop = new MemoryConnections();
                MemoryConnections otherLoop = new MemoryConnections();
                Connection one = loop.open(Role.ACCEPTED);
                Connection two = otherLoop.open(Role.ACCEPTED)) {
            for (int i = 0; i < RACES; i++) {
                round.run(i, one, two);
            }
        }
    }

    private void won(boolean byTheFirst) {
        first += byTheFirst ? 1 : 0;
        aim.won(byTheFirst);
    }

    /** Both sides have won now and then. */
    private void wereRaces() {
        assertTrue(
                first > RACES / 100 && first < RACES - RACES / 100, first + " of " + RACES + ": these were no races");
    }

    private static void isNext(AsyncChannel channel, String line) {
        assertEquals(line, Await.value(channel.readLine()));
    }

    @Test
    void theLinesOfTwoConnectionsRaceForAny() throws IOException {
        int[] both = new int[1];
        onTwoLoops((i, one, two) -> {
            String a = "a" + i;
            String b = "b" + i;
            AtomicInteger calls = new AtomicInteger();
            AtomicInteger consumed = new AtomicInteger();
            Function<String, String> counted = line -> {
                consumed.incrementAndGet();
                return line;
            };
            CompletableFuture<String> any = Futures.any(
                    () -> one.channel().readLine().thenApply(counted),
                    () -> two.channel().readLine().thenApply(counted));
            CompletableFuture<String> seen = any.whenComplete((line, failure) -> calls.incrementAndGet());
            aim.race(() -> one.peer().send(a + "\n"), () -> two.peer().send(b + "\n"));
            Await.quickly("one has won", seen::isDone);
            String winner = seen.join();
            assertTrue(winner.equals(a) || winner.equals(b), winner);
            assertEquals(1, calls.get());
            won(winner.equals(a));
            // The loser's line is the next one, unless its read had taken it already.
            Connection loser = winner.equals(a) ? two : one;
            String line = winner.equals(a) ? b : a;
            if (consumed.get() == 1) {
                isNext(loser.channel(), line);
                assertEquals(1, consumed.get());
            } else {
                both[0]++;
            }
            loser.peer().send("usable\n");
            isNext(loser.channel(), "usable");
        });
        wereRaces();
        assertTrue(both[0] < RACES, "the loser always reads as well");
    }

    @Test
    void aLineRacesWithTheCancellationOfAny() throws IOException {
        onTwoLoops((i, one, two) -> {
            String line = "line" + i;
            CompletableFuture<String> any = Futures.any(one.channel()::readLine, two.channel()::readLine);
            AtomicInteger cancelled = new AtomicInteger();
            aim.race(() -> one.peer().send(line + "\n"), () -> cancelled.set(any.cancel(true) ? 1 : 0));
            Await.quickly("it has ended", any::isDone);
            boolean delivered = !any.isCompletedExceptionally();
            won(delivered);
            if (delivered) {
                assertEquals(0, cancelled.get());
                assertEquals(line, any.join());
            } else {
                assertTrue(any.isCancelled());
                isNext(one.channel(), line);
            }
            two.peer().send("usable\n");
            isNext(two.channel(), "usable");
        });
        wereRaces();
    }

    @Test
    void aLineRacesWithTheTimeoutOfAScope() throws IOException {
        ManualTimer timer = new ManualTimer();
        try (MemoryConnections connections = new MemoryConnections(timer);
                Connection connection = connections.open(Role.ACCEPTED)) {
            for (int i = 0; i < RACES; i++) {
                String line = "line" + i;
                CompletableFuture<CompletableFuture<String>> scope = new CompletableFuture<>();
                ((StreamChannel) connection.channel())
                        .dispatch(() ->
                                scope.complete(Futures.timeout(Duration.ofMillis(50), connection.channel()::readLine)));
                CompletableFuture<String> read = Await.value(scope);
                aim.race(() -> connection.peer().send(line + "\n"), () -> timer.advance(Duration.ofMillis(100)));
                Await.quickly("it has ended", read::isDone);
                boolean delivered = !read.isCompletedExceptionally();
                won(delivered);
                if (delivered) {
                    assertEquals(line, read.join());
                } else {
                    isNext(connection.channel(), line);
                }
            }
        }
        wereRaces();
    }

    @Test
    void aFailureOfAGroupRacesWithTheSuccessOfATask() throws IOException {
        onTwoLoops((i, one, two) -> {
            String line = "line" + i;
            IOException failure = new IOException("of a test");
            CompletableFuture<String> failing = new CompletableFuture<>();
            CompletableFuture<CompletableFuture<String>> task = new CompletableFuture<>();
            AtomicInteger calls = new AtomicInteger();
            CompletableFuture<Object> group = TaskGroup.run(tasks -> {
                task.complete(tasks.start("reader", one.channel()::readLine));
                return failing.thenApply(value -> value);
            });
            CompletableFuture<Object> seen = group.whenComplete((value, thrown) -> calls.incrementAndGet());
            aim.race(() -> one.peer().send(line + "\n"), () -> failing.completeExceptionally(failure));
            Await.quickly("the group has ended", seen::isDone);
            assertSame(failure, Await.failure(group));
            assertEquals(0, failure.getSuppressed().length);
            assertEquals(1, calls.get());
            assertTrue(task.join().isDone(), "the group ends after its tasks");
            boolean delivered = !task.join().isCompletedExceptionally();
            won(delivered);
            if (delivered) {
                assertEquals(line, task.join().join());
            } else {
                assertTrue(task.join().isCancelled());
                isNext(one.channel(), line);
            }
        });
        wereRaces();
    }

    @Test
    void aDelayRacesWithItsCancellation() throws IOException {
        for (int done = 0; done < RACES; done += PER_CONNECTION) {
            raceDelays(Math.min(PER_CONNECTION, RACES - done));
        }
        wereRaces();
    }

    private void raceDelays(int rounds) throws IOException {
        try (VirtualTurn turn = new VirtualTurn()) {
            for (int i = 0; i < rounds; i++) {
                AtomicInteger calls = new AtomicInteger();
                CompletableFuture<Void> delay = turn.call(() -> Futures.delay(Duration.ofMillis(5)));
                CompletableFuture<Void> seen = delay.whenComplete((done, failure) -> calls.incrementAndGet());
                CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
                aim.race(
                        () -> turn.timer.advance(Duration.ofMillis(20)), () -> cancelled.complete(delay.cancel(false)));
                Await.quickly("it has ended", seen::isDone);
                assertEquals(cancelled.join(), delay.isCancelled());
                assertEquals(1, calls.get());
                assertEquals(0, turn.alarms());
                won(!cancelled.join());
            }
        }
    }

    @Test
    void tasksThatEndAtTheSameTimeAreCountedOnce() throws IOException {
        onTwoLoops((i, one, two) -> {
            CompletableFuture<List<String>> all = Futures.all(one.channel()::readLine, two.channel()::readLine);
            CompletableFuture<String> group = TaskGroup.run(tasks -> {
                CompletableFuture<String> body = new CompletableFuture<>();
                tasks.start("all", () -> all.thenApply(lines -> body.complete("body")));
                return body;
            });
            aim.race(() -> one.peer().send("a\n"), () -> two.peer().send("b\n"));
            assertEquals("body", Await.value(group));
            assertEquals(List.of("a", "b"), all.join());
            assertFalse(all.cancel(true));
            aim.won(i % 2 == 0);
        });
    }
}
