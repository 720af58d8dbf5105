package dev.futurewire.internal.trace;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.channel.ChannelHost;
import dev.futurewire.internal.channel.HandlerRun;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plays the peer of a handler from a script: a channel of our own is the peer's end, so that it can wait for bytes. */
public final class ScriptPlayer {
    private static final int CAPACITY = 64 * 1024;

    private ScriptPlayer() {}

    /**
     * As {@link dev.futurewire.observe.Replay#perform}.
     *
     * @param script the peer's part
     * @param options of the handler's channel
     * @param handler what is tried
     * @param within how long the whole may take
     * @return why the connection ended
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static CloseReason perform(String script, ChannelOptions options, ConnectionHandler handler, Duration within)
            throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        List<String> lines = script.lines().toList();
        MemoryLoop loop = new MemoryLoop(WheelTimer.shared());
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, CAPACITY);
        CompletableFuture<CloseReason> end = new CompletableFuture<>();
        StreamChannel.open(pair.server(), loop, options, ChannelHost.NOBODY, channel -> {
            channel.closed().thenAccept(end::complete);
            HandlerRun.start(handler, channel);
        });
        StreamChannel peer = StreamChannel.open(pair.client(), loop, ChannelOptions.defaults());
        try {
            for (int i = 0; i < lines.size(); i++) {
                step(lines.get(i).strip(), i + 1, peer, pair.client(), deadline);
            }
            return await(end, "the connection's end", lines.size(), deadline);
        } finally {
            peer.abort();
            loop.shutdown();
        }
    }

    private static void step(String line, int number, StreamChannel peer, MemoryTransport transport, long deadline)
            throws InterruptedException {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int space = line.indexOf(' ');
        String verb = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        switch (verb) {
            case "send" ->
                await(peer.write(ByteBuffer.wrap(TraceFormat.unquote(rest, number))), line, number, deadline);
            case "expect" -> expect(TraceFormat.unquote(rest, number), peer, number, deadline);
            case "pause" -> TimeUnit.MILLISECONDS.sleep(Long.parseLong(rest));
            case "eof" -> await(peer.shutdownOutput(), line, number, deadline);
            case "reset" -> transport.reset();
            case "end" -> {
                byte[] more = await(peer.read(CAPACITY), line, number, deadline);
                if (more.length > 0) {
                    throw differs(number, "the end of the stream", more);
                }
            }
            default -> throw new IllegalArgumentException("line " + number + ": an unknown step: " + verb);
        }
    }

    private static void expect(byte[] wanted, StreamChannel peer, int number, long deadline)
            throws InterruptedException {
        byte[] got = await(peer.readExactly(wanted.length), "expect", number, deadline);
        if (!java.util.Arrays.equals(wanted, got)) {
            StringBuilder text = new StringBuilder();
            TraceFormat.quote(text, wanted);
            throw differs(number, text.toString(), got);
        }
    }

    private static AssertionError differs(int number, String wanted, byte[] got) {
        StringBuilder text =
                new StringBuilder("line ").append(number).append(": expected ").append(wanted);
        text.append(", got ");
        TraceFormat.quote(text, got);
        return new AssertionError(text.toString());
    }

    private static <T> T await(CompletableFuture<T> future, String what, int number, long deadline)
            throws InterruptedException {
        try {
            return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("line " + number + ": not in time: " + what, late);
        } catch (ExecutionException | CompletionException failed) {
            Throwable cause = failed.getCause();
            throw new AssertionError(
                    "line " + number + ": " + what + ": " + cause, cause instanceof IOException ? cause : failed);
        }
    }
}
