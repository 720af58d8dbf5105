package dev.futurewire.benchmarks.peer;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Futurewire's first example, unchanged: Strings, and a deadline for each line. */
public final class FuturewireStringPeer {
    private FuturewireStringPeer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(args);
        try (AsyncServer server = AsyncServer.listen(
                arguments.address(),
                FuturewireOptions.of(arguments),
                channel -> Futures.repeatWhile(() -> channel.readLine()
                        .orTimeout(10, SECONDS)
                        .thenCompose(line -> line == null
                                ? completedFuture(false)
                                : channel.write(line + "\n").thenApply(done -> !line.equals("BYE")))))) {
            Announcement.listening(server.localAddress().getPort());
            new CountDownLatch(1).await();
        }
    }
}
