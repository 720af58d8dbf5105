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
 * The echo server of asyncio's introduction: every line comes back byte for byte, with the terminator it came with.
 *
 * <p>The connection ends after a line {@code BYE} has come back; when the client has ended its side (it still gets all
 * replies, and an unterminated last line as it came); when no whole line has come for the timeout; and at a line that is
 * too long, of which nothing comes back.
 */
public final class EchoService implements Service {
    private static final byte[] LF = {'\n'};

    /** The service; it has no state. */
    public EchoService() {}

    @Override
    public String name() {
        return "echo";
    }

    /** Allows one byte more than a line may have: a CR before the LF, which is part of the terminator here. */
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
