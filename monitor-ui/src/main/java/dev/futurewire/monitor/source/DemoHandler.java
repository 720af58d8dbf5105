package dev.futurewire.monitor.source;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An echo handler that makes the mistakes a handler can make: {@code block MILLIS} blocks the loop, {@code forget} returns
 * with a read pending, {@code fail} leaves a failure unobserved. A client that ends its output gets a slow farewell.
 */
final class DemoHandler implements ConnectionHandler {
    private static final int MAX_BLOCK_MILLIS = 2_000;
    private static final int FAREWELLS = 8;
    private static final long TIMEOUT_SECONDS = 10;

    @Override
    public CompletionStage<?> handle(AsyncChannel channel) {
        return Futures.repeatWhile(() -> channel.readLine()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .thenCompose(line -> answer(channel, line)));
    }

    private static CompletionStage<Boolean> answer(AsyncChannel channel, @Nullable String line) {
        if (line == null) {
            return farewell(channel);
        }
        if (line.startsWith("block ")) {
            blockTheLoop(line.substring("block ".length()));
        } else if (line.equals("forget")) {
            // The mistake: the handler returns without awaiting this read.
            channel.readLine();
            return completedFuture(false);
        } else if (line.equals("fail")) {
            // The mistake: the failure of this write is never observed.
            channel.shutdownOutput();
            channel.write("too late\n");
            return channel.readLine().thenApply(last -> false);
        }
        return channel.write(line + "\n").thenApply(done -> !line.equals("BYE"));
    }

    /** The mistake: a handler must not block its loop's thread. */
    private static void blockTheLoop(String millis) {
        try {
            Thread.sleep(Math.min(MAX_BLOCK_MILLIS, Integer.parseInt(millis)));
        } catch (NumberFormatException notANumber) {
            // Malformed: does not block.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a line per second for a while, during which the connection is half-closed. */
    private static CompletionStage<Boolean> farewell(AsyncChannel channel) {
        AtomicInteger left = new AtomicInteger(FAREWELLS);
        return Futures.repeatWhile(() -> channel.write("closing in " + left.get() + "\n")
                        .thenCompose(done -> later(left.decrementAndGet() > 0)))
                .thenApply(done -> false);
    }

    private static CompletableFuture<Boolean> later(boolean value) {
        return CompletableFuture.supplyAsync(
                () -> value, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run));
    }
}
