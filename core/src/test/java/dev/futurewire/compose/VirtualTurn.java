package dev.futurewire.compose;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Peer;
import dev.futurewire.support.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A connection in memory on a loop of its own, whose clock is moved by the test, and on whose turn a test can run code. */
final class VirtualTurn implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(10);

    final ManualTimer timer;
    private final MemoryConnections connections;
    private final Connection connection;
    private final int idleAlarms;

    VirtualTurn() throws IOException {
        this(new ManualTimer());
    }

    /** A connection on a loop of its own, with the clock of others. */
    VirtualTurn(ManualTimer timer) throws IOException {
        this.timer = timer;
        connections = new MemoryConnections(timer);
        connection = connections.open(Role.ACCEPTED);
        settle();
        idleAlarms = timer.pending();
    }

    /** The number of alarms that are set, without those of the connection. */
    int alarms() {
        return timer.pending() - idleAlarms;
    }

    AsyncChannel channel() {
        return connection.channel();
    }

    Peer peer() {
        return connection.peer();
    }

    /** Another connection on the same loop. */
    Connection another() throws IOException {
        return connections.open(Role.CONNECTED);
    }

    /** Runs code on the connection's turn, and waits for it. */
    <T> T call(Supplier<T> code) {
        CompletableFuture<T> returned = new CompletableFuture<>();
        ((StreamChannel) channel()).dispatch(() -> {
            try {
                returned.complete(code.get());
            } catch (Throwable thrown) {
                returned.completeExceptionally(thrown);
            }
        });
        return Await.value(returned);
    }

    void run(Runnable code) {
        call(() -> {
            code.run();
            return null;
        });
    }

    /** Whether the current thread runs a callback of the connection. */
    boolean isCurrent() {
        return LoopThread.currentCaller() == channel();
    }

    /** Waits until the turn has done what it has been asked for. */
    void settle() {
        for (int i = 0; i < 4; i++) {
            run(() -> {});
        }
    }

    /** Moves the clock by ticks, and runs what is due at each. */
    void advance(Duration by) {
        for (long left = by.toMillis(); left > 0; left -= TICK.toMillis()) {
            timer.advance(TICK);
            settle();
        }
    }

    /** The next line arrives, and nothing else has been left behind: no read is pending. */
    void isUsable() {
        isUsable(connection);
    }

    static void isUsable(Connection connection) {
        connection.peer().send("usable\n");
        String line = Await.value(connection.channel().readLine());
        if (!"usable".equals(line)) {
            throw new AssertionError("lost or left over: " + line);
        }
    }

    @Override
    public void close() {
        connection.close();
        connections.close();
    }
}
