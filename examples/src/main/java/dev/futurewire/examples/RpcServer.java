package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncSemaphore;
import dev.futurewire.AsyncServer;
import dev.futurewire.FrameDecoder;
import dev.futurewire.Futures;
import dev.futurewire.TaskGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Answers many calls of one connection at once, each as soon as its reply is ready: the counterpart of {@link RpcClient}. A reply
 * is the request in capital letters.
 */
final class RpcServer {
    private static final int CALLS_AT_ONCE = 1_000;

    private RpcServer() {}

    private static CompletionStage<?> serve(AsyncChannel channel) {
        AsyncSemaphore permits = new AsyncSemaphore(CALLS_AT_ONCE);
        // The group ends, and the connection with it, when the client has ended its output and every call is answered.
        return TaskGroup.<Void>run(calls -> channel.forEachFrame(
                FrameDecoder.lengthPrefixed(4),
                // Waits for a permit, not for the answer: the next call is read meanwhile.
                frame -> permits.acquire()
                        .thenAccept(acquired -> calls.start("call", () -> answer(channel, frame))
                                .whenComplete((written, failure) -> permits.release()))));
    }

    private static CompletableFuture<Void> answer(AsyncChannel channel, byte[] frame) {
        int id = ByteBuffer.wrap(frame).getInt();
        return reply(Arrays.copyOfRange(frame, 4, frame.length))
                .thenCompose(reply -> channel.write(
                        ByteBuffer.allocate(8)
                                .putInt(reply.length + 4)
                                .putInt(id)
                                .flip(),
                        ByteBuffer.wrap(reply)));
    }

    /** The work: here a pause, so that replies overtake each other. */
    private static CompletableFuture<byte[]> reply(byte[] request) {
        byte[] reply = new String(request, UTF_8).toUpperCase(Locale.ROOT).getBytes(UTF_8);
        int pause = ThreadLocalRandom.current().nextInt(20);
        return Futures.delay(Duration.ofMillis(pause)).thenApply(over -> reply);
    }

    static AsyncServer start(InetSocketAddress address) throws IOException {
        return AsyncServer.listen(address, RpcServer::serve);
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 7000;
        AsyncServer server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}
