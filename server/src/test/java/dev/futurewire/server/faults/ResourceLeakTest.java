package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** After 50,000 connections the process uses no more resources than before. */
@FaultRow("T22 leaks")
final class ResourceLeakTest {
    private static final int CYCLES = 50_000;
    private static final int WARM_UP = 2_000;
    private static final int THREADS = 4;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] LINE = "hello\n".getBytes(StandardCharsets.US_ASCII);

    /** Addresses to connect from: the kernel keeps the ports of each in use for a minute. */
    private static final int ADDRESSES = 50;

    private final Queue<WeakReference<Conversation>> handlers = new ConcurrentLinkedQueue<>();

    /** A handler whose state is large enough that a leak would be noticed. */
    private static final class Conversation {
        private final byte[] state = new byte[1024];
        private final AsyncChannel channel;

        Conversation(AsyncChannel channel) {
            this.channel = channel;
        }

        CompletableFuture<Void> run() {
            return channel.forEachLine(line -> {
                state[line.length() % state.length]++;
                return channel.write(line + "\n");
            });
        }
    }

    @FaultTest
    void fiftyThousandConnectionsLeakNothing(FaultReport row) throws Exception {
        try (TestServer server = new TestServer(TestServer.oneLoop(), this::serve)) {
            cycles(server, WARM_UP);
            awaitAllGone(server);
            ResourceUsage before = ResourceUsage.now();
            handlers.clear();
            long begun = System.nanoTime();
            cycles(server, CYCLES);
            double seconds = (System.nanoTime() - begun) / 1e9;
            awaitAllGone(server);
            assertEquals(WARM_UP + CYCLES, server.server().snapshot().accepted());
            before.awaitReturn(Duration.ofSeconds(30));
            assertEquals(CYCLES, handlers.size());
            Eventually.until("all handlers are collected", () -> {
                System.gc();
                return handlers.stream().allMatch(handler -> handler.get() == null);
            });
            row.figure("%d cycles in %.0f s", CYCLES, seconds);
            row.figure(
                    "%d descriptors, %d threads, %d direct bytes, %d alarms as before",
                    before.descriptors(), before.threads(), before.directBytes(), before.alarms());
            row.figure("0 connections, %d of %d handlers collected", handlers.size(), CYCLES);
        }
    }

    private CompletableFuture<Void> serve(AsyncChannel channel) {
        Conversation conversation = new Conversation(channel);
        handlers.add(new WeakReference<>(conversation));
        return conversation.run();
    }

    private static void awaitAllGone(TestServer server) throws Exception {
        Eventually.until("all are closed", () -> server.server().connections().isEmpty());
    }

    private static void cycles(TestServer server, int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            AtomicInteger next = new AtomicInteger();
            List<Future<Void>> done = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Callable<Void> cycles = () -> {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        cycle(server.address(), n);
                    }
                    return null;
                };
                done.add(threads.submit(cycles));
            }
            for (Future<Void> each : done) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        Eventually.until("the clients' threads end", threads::isTerminated);
    }

    /** Connects and disconnects in one of four ways: immediately, after an echo, within a line, with a reset. */
    private static void cycle(InetSocketAddress server, int number) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + number % ADDRESSES)}), 0));
            socket.connect(server, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            int way = number % 4;
            if (way == 2) {
                socket.getOutputStream().write(LINE, 0, 3);
            } else if (way != 0) {
                socket.getOutputStream().write(LINE);
                assertTrue(socket.getInputStream().readNBytes(LINE.length).length == LINE.length, "no echo");
            }
            if (way == 3) {
                socket.setSoLinger(true, 0);
            }
        }
    }
}
