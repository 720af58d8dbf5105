package dev.futurewire.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncQueue;
import dev.futurewire.AsyncSemaphore;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.TaskGroup;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import dev.futurewire.observe.TaskSnapshot;
import dev.futurewire.simulation.SimulatedConnection;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A snapshot shows what a connection's handler waits for, wherever that is. */
final class AwaitedByHandlerTest {
    private final SimulatedConnection upstream = new SimulatedConnection(ChannelOptions.defaults());
    private final AsyncChannel other = upstream.channel();

    private SimulatedConnection handling(Function<AsyncChannel, CompletionStage<?>> handler) {
        SimulatedConnection connection = new SimulatedConnection(ChannelOptions.defaults(), handler::apply);
        upstream.run();
        connection.run();
        return connection;
    }

    private static List<Awaiting> awaiting(SimulatedConnection connection) {
        return connection.channel().snapshot().awaiting();
    }

    @Test
    void aReadOfAnotherConnectionWithItsLineAndDeadline() {
        SimulatedConnection connection = handling(
                channel -> other.readLine().orTimeout(5, TimeUnit.SECONDS).thenApply(String::length));
        upstream.advance(Duration.ofSeconds(1));
        Awaiting read = awaiting(connection).get(0);
        assertEquals(Operation.READ_LINE, read.operation());
        assertEquals(other.id(), read.connection());
        assertEquals(Duration.ofSeconds(1), read.since());
        assertEquals(Duration.ofSeconds(4), read.remaining());
        assertTrue(read.location().orElse("").startsWith("AwaitedByHandlerTest.java:"));
        assertEquals(1, awaiting(connection).size());
    }

    @Test
    void theConnectionsOwnReadIsShownOnce() {
        SimulatedConnection connection =
                handling(channel -> channel.readLine().thenCombine(other.readLine(), String::concat));
        List<Awaiting> all = awaiting(connection);
        assertEquals(2, all.size());
        assertEquals(connection.channel().id(), all.get(0).connection());
        assertEquals(other.id(), all.get(1).connection());
    }

    @Test
    void theStepThatALoopHasReached() {
        SimulatedConnection connection = handling(channel -> Futures.repeatWhile(() -> channel.readLine()
                .thenCompose(line -> other.write(line + "\n"))
                .thenCompose(written -> other.readExactly(3))
                .thenApply(reply -> true)));
        assertEquals(Operation.READ_LINE, awaiting(connection).get(0).operation());
        connection.send("request\n");
        upstream.run();
        connection.run();
        assertEquals(Operation.READ_EXACTLY, awaiting(connection).get(0).operation());
        assertEquals(1, awaiting(connection).size());
        upstream.send("yes");
        connection.run();
        assertEquals(connection.channel().id(), awaiting(connection).get(0).connection());
    }

    @Test
    void bytesThatAnUpstreamHasSentSoFar() {
        SimulatedConnection connection = handling(channel -> other.readLine());
        upstream.send("par");
        assertEquals(3, awaiting(connection).get(0).bytes());
    }

    @Test
    void notAStageOfAnotherLibrary() {
        SimulatedConnection connection = handling(channel -> new CompletableFuture<>());
        assertEquals(List.of(), awaiting(connection));
    }

    @Test
    void nothingOnceTheHandlerHasEnded() {
        SimulatedConnection connection = handling(channel -> other.readLine());
        upstream.send("line\n");
        connection.run();
        assertEquals(List.of(), awaiting(connection));
    }

    @Test
    void aDelayAndWhenItEnds() {
        SimulatedConnection connection = handling(channel -> Futures.delay(Duration.ofSeconds(10)));
        connection.advance(Duration.ofSeconds(3));
        Awaiting delay = awaiting(connection).get(0);
        assertEquals(Operation.DELAY, delay.operation());
        assertTrue(delay.location().orElse("").startsWith("AwaitedByHandlerTest.java:"));
        assertEquals(1, awaiting(connection).size());
    }

    @Test
    void aNamedStageByItsName() {
        SimulatedConnection connection = handling(
                channel -> Futures.named("db lookup", new CompletableFuture<>()).thenApply(Object::hashCode));
        Awaiting stage = awaiting(connection).get(0);
        assertEquals(Operation.NAMED, stage.operation());
        assertEquals("db lookup", stage.name());
        assertTrue(stage.location().orElse("").startsWith("AwaitedByHandlerTest.java:"));
    }

    @Test
    void aQueueAndASemaphore() {
        AsyncQueue<String> empty = new AsyncQueue<>(1);
        AsyncQueue<String> full = new AsyncQueue<>(1);
        full.offer("item");
        AsyncSemaphore permits = new AsyncSemaphore(0);
        assertEquals(
                List.of(Operation.TAKE, Operation.PUT, Operation.ACQUIRE, Operation.ACQUIRE),
                awaiting(handling(channel -> TaskGroup.run(group -> {
                            group.start("take", () -> empty.take().orTimeout(1, TimeUnit.HOURS));
                            group.start("put", () -> full.put("another"));
                            group.start("acquire", permits::acquire);
                            return group.start("with", () -> permits.with(empty::take));
                        })))
                        .stream()
                        .map(Awaiting::operation)
                        .toList());
        SimulatedConnection connection = handling(channel -> empty.take().orTimeout(1, TimeUnit.HOURS));
        Awaiting take = awaiting(connection).get(0);
        assertTrue(take.location().orElse("").startsWith("AwaitedByHandlerTest.java:"));
        assertTrue(take.remaining().compareTo(Duration.ofMinutes(59)) > 0);
    }

    @Test
    void theTreeOfTasks() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        SimulatedConnection connection = handling(channel -> TaskGroup.run(group -> {
            group.start("reader", other::readLine);
            return group.start("workers", () -> TaskGroup.run(inner -> inner.start("worker", () -> answer)));
        }));
        List<TaskSnapshot> tasks = connection.channel().snapshot().tasks();
        assertEquals(
                List.of("reader", "workers"),
                tasks.stream().map(TaskSnapshot::name).toList());
        TaskSnapshot reader = tasks.get(0);
        assertEquals(TaskSnapshot.State.RUNNING, reader.state());
        assertEquals(other.id(), reader.awaiting().get(0).connection());
        assertEquals("AwaitedByHandlerTest.java", reader.callSite().getFileName());
        assertEquals("worker", tasks.get(1).tasks().get(0).name());
        assertEquals(List.of(), tasks.get(1).awaiting());
        upstream.send("line\n");
        upstream.run();
        connection.run();
        // The group belongs to a loop of its own, not to the simulated one.
        Await.until(
                "the reader has ended",
                () -> connection.channel().snapshot().tasks().size() == 1);
        assertEquals("workers", connection.channel().snapshot().tasks().get(0).name());
        answer.complete("done");
        connection.run();
        Await.until(
                "the group has ended",
                () -> connection.channel().snapshot().tasks().isEmpty());
    }

    @Test
    void whatAHandlerInDirectStyleWaitsFor() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ConnectionHandler handler = ConnectionHandler.blocking(channel -> {
            Futures.await(other.readLine());
            Futures.await(answer);
        });
        try (LoopbackServer server = LoopbackServer.with(ServerOptions.builder().build(), handler);
                Socket client = new Socket()) {
            client.connect(server.server().localAddress());
            Await.until("it waits for the other connection", () -> waitsFor(server, Operation.READ_LINE));
            upstream.send("line\n");
            Await.until("it waits for nothing known", () -> !waitsFor(server, Operation.READ_LINE));
            answer.complete("done");
            assertEquals(-1, client.getInputStream().read());
        }
    }

    private static boolean waitsFor(LoopbackServer server, Operation operation) {
        return server.server().connections().stream()
                .flatMap(each -> each.snapshot().awaiting().stream())
                .anyMatch(each -> each.operation() == operation);
    }
}
