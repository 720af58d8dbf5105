package dev.futurewire.server.service;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.FrameTooLongException;
import dev.futurewire.Futures;
import dev.futurewire.IncompleteReadException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * The echo server of asyncio's introduction: sends every line back unchanged, with its original terminator.
 *
 * <p>The connection is closed after a line {@code BYE} has been sent back; when the client has half-closed its side (it still
 * gets all replies, including an unterminated last line); when no complete line has arrived within the timeout; and when a line
 * is too long, of which nothing is sent back.
 */
public final class EchoService implements Service {
    private static final byte[] LF = {'\n'};

    /** Creates the service; it has no state. */
    public EchoService() {}

    @Override
    public String name() {
        return "echo";
    }

    /** Allows one byte more than the maximum line: a CR before the LF, which is part of the terminator. */
    @Override
    public ChannelOptions channelOptions(ServiceOptions options) {
        return options.channelOptions().toBuilder()
                .maxFrameLength(options.maxLine() + 1)
                .build();
    }

    @Override
    public ConnectionHandler handler(ServiceOptions options) {
        long timeout = options.timeout().toMillis();
        int maxLine = options.maxLine();
        return channel -> Futures.repeatWhile(() -> channel.readUntil(LF)
                        .orTimeout(timeout, MILLISECONDS)
                        .thenCompose(line -> echo(channel, line, maxLine)))
                .exceptionallyCompose(failure -> failure instanceof IncompleteReadException end
                        ? echoLast(channel, end.partial(), maxLine)
                        : CompletableFuture.failedFuture(failure));
    }

    private static CompletableFuture<Boolean> echo(AsyncChannel channel, byte[] line, int maxLine) {
        boolean carriageReturn = line.length > 0 && line[line.length - 1] == '\r';
        int length = carriageReturn ? line.length - 1 : line.length;
        if (length > maxLine) {
            return CompletableFuture.failedFuture(new FrameTooLongException(maxLine));
        }
        byte[] reply = Arrays.copyOf(line, line.length + 1);
        reply[line.length] = '\n';
        boolean bye = length == 3 && line[0] == 'B' && line[1] == 'Y' && line[2] == 'E';
        return channel.write(reply).thenApply(accepted -> !bye);
    }

    private static CompletableFuture<Void> echoLast(AsyncChannel channel, byte[] line, int maxLine) {
        return line.length > maxLine
                ? CompletableFuture.failedFuture(new FrameTooLongException(maxLine))
                : channel.write(line);
    }
}
