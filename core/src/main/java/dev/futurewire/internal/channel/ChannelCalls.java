package dev.futurewire.internal.channel;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.frame.Text;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.RepeatWhile;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.turn.SequentialTask;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The many ways in which a program asks for the two things that there are: to read a unit, and to write bytes. */
abstract class ChannelCalls extends SequentialTask implements AsyncChannel, FutureContext {
    private volatile boolean linesTaken;

    ChannelCalls(Loop loop) {
        super(loop);
    }

    abstract ChannelOptions options();

    /** The program's source line that calls, or null where nobody wants to know. */
    abstract @Nullable Object callSite();

    /**
     * Reads.
     *
     * @param kind what
     * @param callSite the program's source line that asked for it, if it is not to be looked for on the stack
     */
    abstract <T extends @Nullable Object> CompletableFuture<T> read(ReadRequest<T> kind, @Nullable Object callSite);

    /**
     * Writes.
     *
     * @param shared whether the program may change the bytes when this has returned
     */
    abstract CompletableFuture<Void> write(byte[] bytes, int from, int count, boolean shared);

    /** Whether no byte is there to be read and none will come. For the owner. */
    abstract boolean exhausted();

    @Override
    public CompletableFuture<@Nullable String> readLine() {
        return read(ReadRequest.line(options().charset()), null);
    }

    @Override
    public CompletableFuture<byte @Nullable []> readLineBytes() {
        return read(ReadRequest.LINE_BYTES, null);
    }

    @Override
    public CompletableFuture<byte[]> readUntil(byte[] delimiter) {
        if (delimiter.length == 0) {
            return illegal("an empty delimiter");
        }
        return read(ReadRequest.until(delimiter.clone()), null);
    }

    @Override
    public CompletableFuture<byte[]> readExactly(int length) {
        return length < 0 ? illegal("a negative length: " + length) : read(ReadRequest.exactly(length), null);
    }

    @Override
    public CompletableFuture<byte[]> read(int max) {
        return max < 1 ? illegal("read needs room for a byte, not " + max) : read(ReadRequest.some(max), null);
    }

    @Override
    public CompletableFuture<byte[]> readAll(int limit) {
        return limit < 0 ? illegal("a negative limit: " + limit) : read(ReadRequest.all(limit), null);
    }

    private <T> CompletableFuture<T> illegal(String what) {
        return ChannelFuture.failed(this, new IllegalArgumentException(what));
    }

    @Override
    public CompletableFuture<Void> write(CharSequence text) {
        byte[] bytes;
        try {
            bytes = Text.encode(text, options().charset());
        } catch (CharacterCodingException unmappable) {
            return ChannelFuture.failed(this, unmappable);
        }
        return write(bytes, 0, bytes.length, false);
    }

    @Override
    public CompletableFuture<Void> write(byte[] bytes) {
        return write(bytes, 0, bytes.length, true);
    }

    @Override
    public CompletableFuture<Void> write(ByteBuffer bytes) {
        byte[] array;
        int from;
        int count = bytes.remaining();
        boolean shared = bytes.hasArray();
        if (shared) {
            array = bytes.array();
            from = bytes.arrayOffset() + bytes.position();
        } else {
            array = new byte[count];
            from = 0;
            bytes.duplicate().get(array);
        }
        CompletableFuture<Void> future = write(array, from, count, shared);
        if (!future.isCompletedExceptionally()) {
            bytes.position(bytes.limit());
        }
        return future;
    }

    @Override
    public Flow.Publisher<String> lines() {
        return new LinePublisher(this);
    }

    /** Takes the right to subscribe to {@link #lines()}, once. */
    synchronized boolean takeLines() {
        boolean first = !linesTaken;
        linesTaken = true;
        return first;
    }

    @Override
    public CompletableFuture<Void> forEachLine(Function<? super String, ? extends CompletionStage<?>> action) {
        Object callSite = callSite();
        ReadRequest<@Nullable String> kind = ReadRequest.line(options().charset());
        return RepeatWhile.start(() -> read(kind, callSite).thenCompose(line -> {
            if (line == null) {
                return CompletableFuture.completedFuture(false);
            }
            return Objects.requireNonNull(action.apply(line), "the action of forEachLine returned null")
                    .thenApply(ignored -> true);
        }));
    }
}
