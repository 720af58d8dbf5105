package dev.futurewire.benchmarks.peer;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The program of {@link FuturewireStringPeer} on bytes; {@code --tls} enables TLS, {@code --computing N} computes on each line
 * before it is echoed.
 */
public final class FuturewireBytesPeer {
    private static final byte[] NEWLINE = {'\n'};

    private FuturewireBytesPeer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(args);
        ServerOptions.Builder options = FuturewireOptions.of(arguments).toBuilder();
        if (arguments.has("--tls")) {
            options.tls(TlsOptions.builder()
                    .keyStore(TlsKeys.file(), TlsKeys.password())
                    .build());
        }
        Computation computation = new Computation(Integer.parseInt(arguments.value("--computing", "0")));
        try (AsyncServer server = AsyncServer.listen(
                arguments.address(),
                options.build(),
                channel -> Futures.repeatWhile(() -> echoLine(channel, computation)))) {
            Announcement.listening(server.localAddress().getPort());
            new CountDownLatch(1).await();
        }
    }

    private static CompletableFuture<Boolean> echoLine(AsyncChannel channel, Computation computation) {
        return channel.readLineBytes()
                .orTimeout(EchoProtocol.TIMEOUT_SECONDS, SECONDS)
                .thenCompose(line -> line == null
                        ? completedFuture(false)
                        : channel.write(computation.of(line))
                                .thenCompose(written -> channel.write(NEWLINE))
                                .thenApply(done -> !EchoProtocol.isFarewell(line, 0, line.length)));
    }
}
