package dev.futurewire.internal.channel;

import dev.futurewire.internal.input.ReadContext;
import dev.futurewire.internal.input.ReadRequest;
import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ProxyHeader;
import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.frame.Text;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.RejectedFuture;
import dev.futurewire.internal.future.RepeatWhile;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.proxy.ProxiedTransport;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.turn.SequentialTask;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The many ways in which a program asks for the two things that there are: to read a unit, and to write bytes. */
abstract class AbstractAsyncChannel extends SequentialTask implements AsyncChannel, ReadContext {
    /** How long a program may take to observe the failure of a rejected write: a second. */
    private static final long OBSERVED_WITHIN_NANOS = 1_000_000_000L;

    private static final AtomicLong NEXT_ID = new AtomicLong(1);

    private final long id = NEXT_ID.getAndIncrement();
    private final ChannelOptions options;
    private final ChannelOwner host;
    private volatile boolean linesTaken;

    /** The index in the server's registry, which alone reads and writes it. */
    private int registryIndex;

    /** Each of these warnings is raised once for a connection. */
    private boolean warnedLateRead;

    private boolean watchesRefusal;

    AbstractAsyncChannel(Loop loop, ChannelOptions options, ChannelOwner host) {
        super(loop);
        this.options = options;
        this.host = host;
    }

    final ChannelOptions options() {
        return options;
    }

    final ChannelOwner host() {
        return host;
    }

    final MemoryBudget budget() {
        return host.budget();
    }

    /** The program's source line that calls, or null where call sites are not captured. */
    final @Nullable Object callSite() {
        return options.captureCallSites() ? CallSites.capture() : null;
    }

    /** The alarm for the deadlines of this channel's operations. */
    abstract ChannelAlarm timeouts();

    /** The transport that carries the bytes now. */
    abstract Transport transport();

    /** Whether the stage of the connection's handler has completed normally. */
    abstract boolean handlerEnded();

    // Turns

    /** Performs an action as the owner: now if the caller owns the turn or no thread does, else soon. */
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
        // Behind what has arrived and behind what that completes: requested once more by the turn that delivers it.
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

    /** Warns of a read on a closed channel that the handler has left behind, once. For the owner. */
    final void readTooLate(Operation kind) {
        if (handlerEnded() && !warnedLateRead) {
            StackTraceElement callSite = CallSites.resolve(callSite());
            if (callSite != null) {
                warnedLateRead = true;
                Warnings.calledTooLate(this, kind.methodName(), callSite);
            }
        }
    }

    /** The future of a rejected operation; warns if its failure is never observed. */
    final CompletableFuture<Void> refused(Operation kind, IOException failure) {
        RejectedFuture<Void> future = new RejectedFuture<>(this, failure);
        if (!watchesRefusal) {
            watchesRefusal = true;
            StackTraceElement callSite = CallSites.resolve(callSite());
            future.warnUnlessObserved(
                    this, OBSERVED_WITHIN_NANOS, () -> Warnings.unobserved(this, kind.methodName(), callSite, failure));
        }
        return future;
    }

    @Override
    public final long blockedAfterNanos() {
        return host.blockedAfterNanos();
    }

    @Override
    public final void blocked(Thread thread, long blockedNanos) {
        Warnings.blocked(this, thread, blockedNanos);
    }

    // The registry of a server

    /** {@return the index in the registry of a server, as it was set last} */
    public final int registryIndex() {
        return registryIndex;
    }

    /**
     * Sets the index in the registry of a server.
     *
     * @param value the index
     */
    public final void registryIndex(int value) {
        registryIndex = value;
    }

    /**
     * Returns whether a loop is this channel's.
     *
     * @param other any
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
