package dev.futurewire.internal.trace;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.HandlerInvocation;
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

/**
 * Plays a handler's peer from a script. The peer's end is a channel as well, so that the player can wait for bytes.
 */
public final class ScriptPlayer {
    private static final int CAPACITY = 64 * 1024;

    private ScriptPlayer() {}

    /**
     * Implements {@link dev.futurewire.observe.Replay#perform}.
     *
     * @param script the peer's script
     * @param options options of the handler's channel
     * @param handler the handler under test
     * @param within the time limit for the whole script
     * @return why the connection ended
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static CloseReason perform(String script, ChannelOptions options, ConnectionHandler handler, Duration within)
            throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        List<Script.Step> steps = Script.read(script);
        MemoryLoop loop = new MemoryLoop(WheelTimer.shared());
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, CAPACITY);
        CompletableFuture<CloseReason> end = new CompletableFuture<>();
        StreamChannel.open(pair.server(), loop, options, ChannelOwner.NONE, channel -> {
            channel.closed().thenAccept(end::complete);
            HandlerInvocation.start(handler, channel);
        });
        StreamChannel peer = StreamChannel.open(pair.client(), loop, ChannelOptions.defaults());
        try {
            int last = 0;
            for (Script.Step step : steps) {
                perform(step, peer, pair.client(), deadline);
                last = step.line();
            }
            return await(end, "the connection's end", last, deadline);
        } finally {
            peer.abort();
            loop.shutdown();
        }
    }

    private static void perform(Script.Step step, StreamChannel peer, MemoryTransport transport, long deadline)
            throws InterruptedException {
        int number = step.line();
        switch (step.verb()) {
            case SEND -> await(peer.write(ByteBuffer.wrap(step.bytes())), step.text(), number, deadline);
            case EXPECT -> expect(step.bytes(), peer, number, deadline);
            case PAUSE -> pause(step, deadline);
            case EOF -> await(peer.shutdownOutput(), step.text(), number, deadline);
            case RESET -> transport.reset();
            case END -> {
                byte[] more = await(peer.read(CAPACITY), step.text(), number, deadline);
                if (more.length > 0) {
                    throw differs(number, "the end of the stream", more);
                }
            }
        }
    }

    private static void pause(Script.Step step, long deadline) throws InterruptedException {
        long remaining = deadline - System.nanoTime();
        long nanos = TimeUnit.MILLISECONDS.toNanos(step.millis());
        TimeUnit.NANOSECONDS.sleep(Math.min(nanos, remaining));
        if (nanos > remaining) {
            throw new AssertionError("line " + step.line() + ": timed out: " + step.text());
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
            throw new AssertionError("line " + number + ": timed out: " + what, late);
        } catch (ExecutionException | CompletionException failed) {
            Throwable cause = failed.getCause();
            throw new AssertionError(
                    "line " + number + ": " + what + ": " + cause, cause instanceof IOException ? cause : failed);
        }
    }
}
