package dev.futurewire.benchmarks.peer;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Echoes by the forms that call an action for each line: {@code forEachLineBytes}, or {@code forEachLineBuffer} with {@code
 * --lend}. Has no deadline for a line.
 */
public final class FuturewireForEachPeer {
    private static final byte[] NEWLINE = {'\n'};

    private FuturewireForEachPeer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(args);
        boolean lend = arguments.has("--lend");
        try (AsyncServer server = AsyncServer.listen(
                arguments.address(),
                FuturewireOptions.of(arguments),
                channel -> lend
                        ? channel.forEachLineBuffer(line -> echo(channel, line))
                        : channel.forEachLineBytes(line -> echo(channel, line)))) {
            Announcement.listening(server.localAddress().getPort());
            new CountDownLatch(1).await();
        }
    }

    private static CompletableFuture<Void> echo(AsyncChannel channel, byte[] line) {
        CompletableFuture<Void> written = channel.write(line).thenCompose(done -> channel.write(NEWLINE));
        return EchoProtocol.isFarewell(line, 0, line.length) ? closeAfter(written, channel) : written;
    }

    private static CompletableFuture<Void> echo(AsyncChannel channel, ByteBuffer line) {
        boolean farewell = isFarewell(line);
        CompletableFuture<Void> written = channel.write(line).thenCompose(done -> channel.write(NEWLINE));
        return farewell ? closeAfter(written, channel) : written;
    }

    private static CompletableFuture<Void> closeAfter(CompletableFuture<Void> written, AsyncChannel channel) {
        return written.thenCompose(done -> channel.close()).thenAccept(reason -> {});
    }

    private static boolean isFarewell(ByteBuffer line) {
        if (line.remaining() != 3) {
            return false;
        }
        byte[] bytes = new byte[3];
        line.duplicate().get(bytes);
        return EchoProtocol.isFarewell(bytes, 0, bytes.length);
    }
}
