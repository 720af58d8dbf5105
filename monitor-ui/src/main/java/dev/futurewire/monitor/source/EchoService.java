package dev.futurewire.monitor.source;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import dev.futurewire.IncompleteReadException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The handler of the embedded server: sends every line back, with its terminator, until {@code BYE} or ten seconds of silence.
 */
final class EchoService implements ConnectionHandler {
    private static final byte[] LF = {'\n'};
    private static final long TIMEOUT_SECONDS = 10;

    @Override
    public CompletionStage<?> handle(AsyncChannel channel) {
        return Futures.repeatWhile(() -> channel.readUntil(LF)
                        .orTimeout(TIMEOUT_SECONDS, SECONDS)
                        .thenCompose(line -> echo(channel, line)))
                .exceptionallyCompose(failure -> failure instanceof IncompleteReadException end
                        ? channel.write(end.partial())
                        : CompletableFuture.failedFuture(failure));
    }

    private static CompletableFuture<Boolean> echo(AsyncChannel channel, byte[] line) {
        byte[] reply = Arrays.copyOf(line, line.length + 1);
        reply[line.length] = '\n';
        boolean carriageReturn = line.length > 0 && line[line.length - 1] == '\r';
        int length = carriageReturn ? line.length - 1 : line.length;
        boolean bye = length == 3 && line[0] == 'B' && line[1] == 'Y' && line[2] == 'E';
        return channel.write(reply).thenApply(accepted -> !bye);
    }
}
