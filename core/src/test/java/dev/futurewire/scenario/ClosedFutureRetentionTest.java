package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.FreshProgram;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** closed() may be called any number of times on an open connection, which retains only the futures that are in use. */
@Timeout(300)
@Tag("slow")
final class ClosedFutureRetentionTest {
    /** Different uses of closed() and flush(). */
    private static final List<Consumer<AsyncChannel>> WAYS = List.of(
            AsyncChannel::closed,
            channel -> assertFalse(channel.closed().isDone()),
            channel -> channel.closed().cancel(true),
            channel -> channel.closed().complete(CloseReason.ABORTED),
            channel -> channel.closed().orTimeout(1, HOURS).cancel(true),
            channel -> channel.closed().thenRun(() -> {}).cancel(true),
            channel -> channel.closed().thenCompose(why -> channel.readLine()).cancel(true),
            channel -> CompletableFuture.anyOf(CompletableFuture.completedFuture(1), channel.closed())
                    .join(),
            channel -> channel.flush().cancel(true));

    /** Each use alone would fill the heap if a hundred bytes of each future were retained. */
    @Test
    void millionsOfCallsInASmallHeap() throws IOException {
        assertEquals("LOCAL_CLOSE", FreshProgram.output(Asking.class, "-Xmx24m"));
    }

    /** Calls closed() many times, and closes the connection. */
    static final class Asking {
        private static final int TIMES = 250_000;

        private Asking() {}

        public static void main(String[] args) throws IOException {
            try (MemoryConnections connections = new MemoryConnections();
                    Connection connection = connections.open(Role.CONNECTED)) {
                CompletableFuture<CloseReason> first = connection.channel().closed();
                AtomicInteger notified = new AtomicInteger();
                connection.channel().closed().thenRun(notified::incrementAndGet);
                for (Consumer<AsyncChannel> way : WAYS) {
                    for (int i = 0; i < TIMES; i++) {
                        way.accept(connection.channel());
                    }
                }
                connection.peer().eof();
                connection.channel().close();
                CloseReason why = Await.value(first);
                Await.until("the dependent is called", () -> notified.get() == 1);
                System.out.println(why);
            }
            System.exit(0);
        }
    }

    @Test
    void dependentsOfUnreferencedFuturesAreCalled() throws Exception {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            AsyncChannel channel = connection.channel();
            List<String> happened = java.util.Collections.synchronizedList(new ArrayList<>());
            channel.closed().thenRun(() -> happened.add("run"));
            channel.closed().thenApply(why -> "applied").thenAccept(happened::add);
            channel.closed().whenCompleteAsync((why, failure) -> happened.add("async"));
            channel.closed().minimalCompletionStage().thenRun(() -> happened.add("minimal"));
            CompletableFuture<Void> all = CompletableFuture.allOf(channel.closed(), channel.closed());
            CompletableFuture<Object> any = CompletableFuture.anyOf(new CompletableFuture<>(), channel.closed());
            CompletableFuture<Integer> combined =
                    CompletableFuture.completedFuture(1).thenCombine(channel.closed(), (one, why) -> one);
            CompletableFuture<CloseReason> composed =
                    CompletableFuture.completedFuture(1).thenCompose(one -> channel.closed());
            CompletableFuture<CloseReason> copy = channel.closed().copy();
            CompletableFuture<CloseReason> kept = channel.closed();
            CompletableFuture<CloseReason> late = channel.closed().orTimeout(1, HOURS);
            // Cancelling one dependent does not affect another.
            CompletableFuture<CloseReason> two = channel.closed();
            two.thenRun(() -> happened.add("beside"));
            two.thenApply(why -> 1).cancel(true);
            two = null;
            collect(channel);
            channel.abort();
            assertEquals(CloseReason.ABORTED, Await.value(kept));
            assertEquals(CloseReason.ABORTED, Await.value(copy));
            assertEquals(CloseReason.ABORTED, Await.value(composed));
            assertEquals(CloseReason.ABORTED, Await.value(late));
            assertEquals(CloseReason.ABORTED, Await.value(any));
            assertEquals(1, Await.value(combined));
            Await.value(all);
            Await.until("all dependents are called", () -> happened.size() == 5);
            assertTrue(
                    happened.containsAll(List.of("run", "applied", "async", "minimal", "beside")), happened::toString);
        }
    }

    /** Creates many futures, so that all are examined, and collects weakly referenced ones. */
    private static void collect(AsyncChannel channel) {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1_000; i++) {
                channel.closed();
            }
            System.gc();
        }
    }

    @Test
    void eachCallReturnsItsOwnFuture() throws Exception {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            CompletableFuture<CloseReason> cancelled = connection.channel().closed();
            CompletableFuture<CloseReason> timedOut =
                    connection.channel().closed().orTimeout(5, MILLISECONDS);
            timedOut.orTimeout(1, HOURS);
            CompletableFuture<CloseReason> instead =
                    connection.channel().closed().completeOnTimeout(CloseReason.TIMEOUT, 5, MILLISECONDS);
            CompletableFuture<CloseReason> earlier =
                    connection.channel().closed().orTimeout(1, HOURS);
            earlier.orTimeout(5, MILLISECONDS);
            CompletableFuture<CloseReason> kept = connection.channel().closed();
            assertTrue(cancelled.cancel(true));
            assertInstanceOf(CancellationException.class, Await.failure(cancelled));
            assertInstanceOf(TimeoutException.class, Await.failure(timedOut));
            assertInstanceOf(TimeoutException.class, Await.failure(earlier));
            assertEquals(CloseReason.TIMEOUT, Await.value(instead));
            assertFalse(kept.isDone());
            connection.channel().abort();
            assertEquals(CloseReason.ABORTED, Await.value(kept));
            assertEquals(CloseReason.ABORTED, Await.value(connection.channel().closed()));
        }
    }
}
