package dev.futurewire.internal.channel;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.FrameDecoder;
import dev.futurewire.ProxyHeader;
import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.frame.Text;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.RejectedFuture;
import dev.futurewire.internal.input.DecoderRequest;
import dev.futurewire.internal.input.LentLine;
import dev.futurewire.internal.input.ReadContext;
import dev.futurewire.internal.input.ReadRequest;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.output.FileRegion;
import dev.futurewire.internal.proxy.ProxiedTransport;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.turn.SequentialTask;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The overloads of {@link AsyncChannel}, reduced to one read and one write operation; and a channel's identity and warnings. */
abstract class AbstractAsyncChannel extends SequentialTask implements AsyncChannel, ReadContext {
    /** Time within which the failure of a rejected write must be observed to avoid a warning: 1 s. */
    private static final long OBSERVED_WITHIN_NANOS = 1_000_000_000L;

    private static final AtomicLong NEXT_ID = new AtomicLong(1);

    private final long id;
    private final ChannelOptions options;
    private final ChannelOwner channelOwner;
    private volatile boolean linesTaken;

    /** The incomplete stage of the connection's handler. Also read by other threads. */
    private @Nullable CompletionStage<?> handlerStage;

    /** Index in the server's registry. Accessed by the registry only. */
    private int registryIndex;

    /** Late reads are warned of once per connection. */
    private boolean warnedLateRead;

    /** Only the first rejected write of a connection is watched. */
    private boolean watchesRejection;

    AbstractAsyncChannel(Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(loop);
        this.options = options;
        this.channelOwner = channelOwner;
        id = channelOwner.nextId();
    }

    /** Returns a number that no other channel of the process has. */
    static long nextId() {
        return NEXT_ID.getAndIncrement();
    }

    /** Sets the incomplete stage of the handler; null when it has completed. */
    final void handlerStage(@Nullable CompletionStage<?> stage) {
        handlerStage = stage;
    }

    final @Nullable CompletionStage<?> handlerStage() {
        return handlerStage;
    }

    final ChannelOptions options() {
        return options;
    }

    final ChannelOwner channelOwner() {
        return channelOwner;
    }

    final MemoryBudget budget() {
        return channelOwner.budget();
    }

    /** The source line of the calling program, or null if call sites are not captured. */
    final @Nullable Object callSite() {
        return options.captureCallSites() ? CallSites.capture() : null;
    }

    /** The alarm that checks this channel's deadlines. */
    abstract ChannelAlarm timeouts();

    /** The current transport. */
    abstract Transport transport();

    /** Whether the stage of the connection's handler has completed normally. */
    abstract boolean handlerEnded();

    // Turns

    /** Runs an action as the owner of the turn: immediately if the caller is the owner, otherwise in the next turn. */
    final void request(Runnable action) {
        boolean inside = owned();
        if (inside) {
            runRequests();
            action.run();
        } else {
            addRequest(action);
        }
        signal();
    }

    @Override
    public final void dispatch(Runnable completion) {
        request(() -> deliverLater(completion));
    }

    @Override
    public final void expire(Runnable completion) {
        // Runs after input that has already arrived, and after the operations it completes: the turn that delivers
        // these requests it once more.
        loop().afterArrivals(() -> dispatch(() -> {
            addRequest(() -> deliverLater(completion));
            signal();
        }));
    }

    @Override
    public final Timer timer() {
        return loop().timer();
    }

    @Override
    public final void ensureAlarm(long deadline) {
        timeouts().ensure(deadline);
    }

    // Warnings

    /** Warns once of a read on a channel that closed because its handler's stage had completed. For the owner. */
    final void warnLateRead(Operation operation) {
        if (handlerEnded() && !warnedLateRead) {
            StackTraceElement callSite = CallSites.resolve(callSite());
            if (callSite != null) {
                warnedLateRead = true;
                Warnings.lateRead(this, operation.methodName(), callSite);
            }
        }
    }

    /** The future of a rejected operation; warns if its failure is never observed. */
    final CompletableFuture<Void> rejectedFuture(Operation operation, IOException failure) {
        RejectedFuture<Void> future = new RejectedFuture<>(this, failure);
        if (!watchesRejection) {
            watchesRejection = true;
            StackTraceElement callSite = CallSites.resolve(callSite());
            future.warnUnlessObserved(
                    this,
                    OBSERVED_WITHIN_NANOS,
                    () -> Warnings.unobserved(this, operation.methodName(), callSite, failure));
        }
        return future;
    }

    @Override
    public final long blockedAfterNanos() {
        return channelOwner.blockedAfterNanos();
    }

    @Override
    public final void blocked(Thread thread, long blockedNanos) {
        Warnings.blocked(this, thread, blockedNanos);
    }

    // The registry of a server

    /** {@return the index in the registry of a server} */
    public final int registryIndex() {
        return registryIndex;
    }

    /**
     * Sets the index in the registry of a server.
     *
     * @param value the new index
     */
    public final void registryIndex(int value) {
        registryIndex = value;
    }

    /**
     * Returns whether this channel runs on a loop.
     *
     * @param other the loop
     * @return true if so
     */
    public final boolean isOn(Loop other) {
        return loop().equals(other);
    }

    // The API

    @Override
    public final long id() {
        return id;
    }

    @Override
    public final SocketAddress localAddress() {
        return transport().localAddress();
    }

    @Override
    public final SocketAddress remoteAddress() {
        return transport().remoteAddress();
    }

    @Override
    public final @Nullable ProxyHeader proxyHeader() {
        Transport outermost = transport();
        Transport plain = outermost instanceof TlsTransport tls ? tls.lower() : outermost;
        return plain instanceof ProxiedTransport proxied ? proxied.header() : null;
    }

    @Override
    public final String toString() {
        return "connection " + id + " " + remoteAddress();
    }

    /**
     * Reads a record.
     *
     * @param request what to read
     * @param callSite the call site, or null to capture it from the stack
     */
    abstract <T extends @Nullable Object> CompletableFuture<T> read(ReadRequest<T> request, @Nullable Object callSite);

    /** Reads a buffered record without a future, see {@link InputChannel}. */
    abstract <T> @Nullable T takeNow(ReadRequest<@Nullable T> request);

    /**
     * Writes bytes.
     *
     * @param shared whether the program may modify the array after this method returns
     */
    abstract CompletableFuture<Void> write(byte[] bytes, int from, int count, boolean shared);

    /** Writes a line and a line feed. */
    abstract CompletableFuture<Void> writeLine(byte[] line);

    /**
     * Writes the remaining bytes of buffers, whose positions stay.
     *
     * @param count the number of bytes
     */
    abstract CompletableFuture<Void> write(ByteBuffer[] buffers, int count);

    /** Writes a part of a file. */
    abstract CompletableFuture<Long> writeFrom(FileRegion region);

    /** Whether nothing is buffered and no more input will arrive. For the owner. */
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
            return illegal("empty delimiter");
        }
        return read(ReadRequest.until(delimiter.clone()), null);
    }

    @Override
    public CompletableFuture<byte[]> readExactly(int length) {
        return length < 0 ? illegal("negative length: " + length) : read(ReadRequest.exactly(length), null);
    }

    @Override
    public CompletableFuture<byte[]> read(int max) {
        return max < 1 ? illegal("maximum must be at least 1, not " + max) : read(ReadRequest.some(max), null);
    }

    @Override
    public CompletableFuture<byte[]> readAll(int limit) {
        return limit < 0 ? illegal("negative limit: " + limit) : read(ReadRequest.all(limit), null);
    }

    @Override
    public <T> CompletableFuture<@Nullable T> read(FrameDecoder<T> decoder) {
        return read(DecoderRequest.of(decoder), null);
    }

    private <T> CompletableFuture<T> illegal(String message) {
        return ChannelFuture.failed(this, new IllegalArgumentException(message));
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
    public CompletableFuture<Void> writeLine(CharSequence line) {
        String text = line.toString();
        if (Text.hasLineBreak(text)) {
            return illegal("a line must not contain LF or CR");
        }
        try {
            return writeLine(Text.encode(text, options().charset()));
        } catch (CharacterCodingException unmappable) {
            return ChannelFuture.failed(this, unmappable);
        }
    }

    @Override
    public CompletableFuture<Void> write(byte[] bytes, int offset, int length) {
        if ((offset | length) < 0 || length > bytes.length - offset) {
            return ChannelFuture.failed(
                    this,
                    new IndexOutOfBoundsException(
                            "offset " + offset + ", length " + length + " of " + bytes.length + " bytes"));
        }
        return write(bytes, offset, length, true);
    }

    @Override
    public CompletableFuture<Void> write(ByteBuffer... buffers) {
        long count = 0;
        for (ByteBuffer each : buffers) {
            count += each.remaining();
        }
        CompletableFuture<Void> future = write(buffers, (int) Math.min(count, Integer.MAX_VALUE));
        if (!future.isCompletedExceptionally()) {
            for (ByteBuffer each : buffers) {
                each.position(each.limit());
            }
        }
        return future;
    }

    @Override
    public CompletableFuture<Void> write(byte[] bytes) {
        return write(bytes, 0, bytes.length, true);
    }

    @Override
    public CompletableFuture<Void> write(ByteBuffer bytes) {
        int count = bytes.remaining();
        CompletableFuture<Void> future = bytes.hasArray()
                ? write(bytes.array(), bytes.arrayOffset() + bytes.position(), count, true)
                : write(new ByteBuffer[] {bytes}, count);
        if (!future.isCompletedExceptionally()) {
            bytes.position(bytes.limit());
        }
        return future;
    }

    @Override
    public CompletableFuture<Long> writeFrom(FileChannel file, long position, long count) {
        Objects.requireNonNull(file, "file");
        return position < 0 || count < 0
                ? illegal("negative position or count: " + position + ", " + count)
                : writeFrom(new FileRegion(file, position, count));
    }

    @Override
    public CompletableFuture<Long> readTo(FileChannel file, long position, long count) {
        Objects.requireNonNull(file, "file");
        return position < 0 || count < 0
                ? illegal("negative position or count: " + position + ", " + count)
                : ReadToFile.start(this, file, position, count);
    }

    @Override
    public final Executor executor() {
        return new TurnExecutor(this);
    }

    @Override
    public Flow.Publisher<String> lines() {
        return new LinePublisher(this);
    }

    /** Claims the single subscription to {@link #lines()}; true for the first caller only. */
    synchronized boolean takeLines() {
        boolean first = !linesTaken;
        linesTaken = true;
        return first;
    }

    @Override
    public CompletableFuture<Void> forEachLine(Function<? super String, ? extends CompletionStage<?>> action) {
        return ForEachRecord.start(this, ReadRequest.line(options().charset()), action, "forEachLine");
    }

    @Override
    public CompletableFuture<Void> forEachLineBytes(Function<byte[], ? extends CompletionStage<?>> action) {
        return ForEachRecord.start(this, ReadRequest.LINE_BYTES, action, "forEachLineBytes");
    }

    @Override
    public CompletableFuture<Void> forEachLineBuffer(Function<ByteBuffer, ? extends CompletionStage<?>> action) {
        return ForEachRecord.start(this, new LentLine(), action, "forEachLineBuffer");
    }

    @Override
    public <T> CompletableFuture<Void> forEachFrame(
            FrameDecoder<T> decoder, Function<? super T, ? extends CompletionStage<?>> action) {
        return ForEachRecord.start(this, DecoderRequest.of(decoder), action, "forEachFrame");
    }
}
