package dev.futurewire.server.faults;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Handlers that sleep in the loop: the others go on, and the sleepers are named. */
@Tag("fault")
class BlockedHandlerFaultTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);
    private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final ConcurrentLinkedQueue<Warning> warnings = new ConcurrentLinkedQueue<>();

    private ServerOptions oneLoop() {
        return ServerOptions.builder()
                .loops(1)
                .listener(new ConnectionListener() {
                    @Override
                    public void warning(Warning warning) {
                        warnings.add(warning);
                    }
                })
                .build();
    }

    private static ConnectionHandler echoThatSleeps(Duration sleep) {
        return channel -> channel.forEachLine(line -> {
            if (line.equals("sleep")) {
                try {
                    TimeUnit.NANOSECONDS.sleep(sleep.toNanos());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return channel.write(line + "\n");
        });
    }

    private static AsyncChannel connect(AsyncServer server) throws Exception {
        return AsyncChannel.connect(server.localAddress()).get(10, TimeUnit.SECONDS);
    }

    @Test
    void oneSleepsForFiveSecondsAndAThousandGoOn() throws Exception {
        AtomicLong worst = new AtomicLong();
        AtomicInteger echoes = new AtomicInteger();
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, oneLoop(), echoThatSleeps(Duration.ofSeconds(5)))) {
            AsyncChannel sleeper = connect(server);
            List<AsyncChannel> others = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                others.add(connect(server));
            }
            List<CompletableFuture<Void>> loops = new ArrayList<>();
            CompletableFuture<Void> over = new CompletableFuture<>();
            for (AsyncChannel other : others) {
                loops.add(Futures.repeatWhile(() -> {
                    long begun = System.nanoTime();
                    return other.write("hello\n")
                            .thenCompose(done -> other.readLine())
                            .thenCompose(line -> {
                                assertEquals("hello", line);
                                worst.accumulateAndGet(System.nanoTime() - begun, Math::max);
                                echoes.incrementAndGet();
                                return completedFuture(null).thenApplyAsync(x -> !over.isDone(), LATER);
                            });
                }));
            }
            while (echoes.get() < 5_000) {
                Thread.onSpinWait();
            }
            long before = worst.getAndSet(0) / 1_000_000;
            sleeper.write("sleep\n").get(10, TimeUnit.SECONDS);
            assertEquals("sleep", sleeper.readLine().get(20, TimeUnit.SECONDS));
            over.complete(null);
            CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
            long millis = worst.get() / 1_000_000;
            List<Warning> named = warnings.stream()
                    .filter(warning -> warning.callSite() != null
                            && warning.callSite().getFileName().equals("BlockedHandlerFaultTest.java"))
                    .toList();
            System.out.println("blocked handler: " + echoes + " echoes on 1000 connections, worst wait " + millis
                    + " ms (<= 250; " + before + " ms before), " + named.size() + " warning: "
                    + (millis <= 250 && named.size() == 1 ? "passed" : "FAILED"));
            assertEquals(1, named.size());
            assertTrue(
                    named.get(0).message().contains("1000 other connections"),
                    named.get(0).message());
            assertTrue(millis <= 250, "worst wait " + millis + " ms");
            others.forEach(AsyncChannel::abort);
            sleeper.abort();
        }
    }

    @Test
    void aHundredSleepInTurnAndNothingIsLost() throws Exception {
        int threadsBefore;
        try (AsyncServer server = AsyncServer.listen(ANYWHERE, oneLoop(), echoThatSleeps(Duration.ofMillis(150)))) {
            threadsBefore = Thread.activeCount();
            List<CompletableFuture<Void>> conversations = new ArrayList<>();
            List<AsyncChannel> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                AsyncChannel client = connect(server);
                clients.add(client);
                client.write("before\nsleep\nafter\nlast\n").get(10, TimeUnit.SECONDS);
                conversations.add(client.readExactly("before\nsleep\nafter\nlast\n".length())
                        .thenAccept(bytes -> assertEquals(
                                "before\nsleep\nafter\nlast\n",
                                new String(bytes, java.nio.charset.StandardCharsets.US_ASCII))));
            }
            CompletableFuture.allOf(conversations.toArray(CompletableFuture[]::new))
                    .get(60, TimeUnit.SECONDS);
            clients.forEach(AsyncChannel::abort);
            while (!server.connections().isEmpty()) {
                Thread.onSpinWait();
            }
            assertTrue(Thread.activeCount() <= threadsBefore + 2, "threads were left behind");
            System.out.println(
                    "100 blocked handlers: 400 lines back in order, no connection and no thread left: passed");
        }
    }
}
