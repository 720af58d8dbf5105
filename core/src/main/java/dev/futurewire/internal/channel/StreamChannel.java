package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ProxyHeader;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.proxy.ProxiedTransport;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel over a transport.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>All state belongs to whoever owns the turn (see {@link SerialTurn}). A call from inside a turn, which is where
 * handlers run, works on it directly. A call from another thread enters for a moment if nobody is inside, else it leaves a
 * request in the inbox. Only turns complete futures that have been handed out, so user code runs on the loop, one callback
 * at a time, with no lock held.
 *
 * <p>A turn ({@link #step}) takes in what happened, serves waiters until none can be served, then hands the collected
 * output to the transport (once per batch), then sees to the close sequence, then reads on.
 */
public final class StreamChannel extends ChannelCalls
        implements TransportListener, MemoryBudget.Holder, BiConsumer<@Nullable Object, @Nullable Throwable> {
    private static final AtomicLong NEXT_ID = new AtomicLong(1);
    private static final VarHandle END;
    private static final VarHandle REASON;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            END = lookup.findVarHandle(StreamChannel.class, "end", Ending.class);
            REASON = lookup.findVarHandle(StreamChannel.class, "reason", CloseReason.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** How long a program may take to look at a refused write's future: a second. */
    private static final long LOOK_WITHIN_NANOS = 1_000_000_000L;

    /** More than this a channel is not said to hold: 1 GiB. */
    private static final int MOST_CHARGED = 1 << 30;

    private final long id = NEXT_ID.getAndIncrement();
    private final long openedAtMillis = System.currentTimeMillis();
    private volatile Transport transport;
    private final ChannelOptions options;
    private final ReadSide in;
    private final ChannelHost host;
    private final Limits limits;
    private volatile @Nullable TlsUpgrade upgrade;

    /** What is to be written; null while nothing is, nobody waits for it, and nothing has ended it. */
    private @Nullable WriteSide output;

    private long bytesOut;
    private long linesOut;

    /** How the connection ends; null while it does not. */
    private @Nullable CloseSequence closing;

    /** What waits for the connection's end; null while nothing does. */
    private volatile @Nullable Ending end;

    /** What turns are to run on user-visible futures; null between turns. */
    private @Nullable ArrayDeque<Runnable> completions;

    private @Nullable CompletableFuture<Void> done;
    private volatile @Nullable CloseReason reason;

    /** One warning of each of these is enough for a connection. */
    private boolean toldTooLate;

    private boolean checkingRefusal;

    /** A turn has failed: the channel is at its end, and that must be reached. */
    private boolean doomed;

    /** How far {@link #ended} has come, should there be no memory for it. */
    private boolean left;

    private boolean endedTold;

    /** What the budget has been told of this channel's buffers; also read from outside. */
    private volatile int charged;

    /** Where it is in its server's registry, which alone reads and writes this. */
    private int place;

    private StreamChannel(Transport transport, Loop loop, ChannelOptions options, ChannelHost host) {
        super(loop);
        this.transport = transport;
        this.options = options;
        this.host = host;
        in = new ReadSide(this);
        limits = new Limits(this);
    }

    /**
     * Opens a channel; it begins to read ahead with its first turn.
     *
     * @param transport carries its bytes; this becomes its listener
     * @param loop runs its turns
     * @param options its limits
     * @return the channel
     */
    public static StreamChannel open(Transport transport, Loop loop, ChannelOptions options) {
        return open(transport, loop, options, ChannelHost.NOBODY, null);
    }

    /**
     * Opens a channel.
     *
     * @param transport carries its bytes; this becomes its listener
     * @param loop runs its turns
     * @param options its limits
     * @param host who the channel belongs to
     * @param first the first user code to run, inside the first turn; or null
     * @return the channel
     */
    public static StreamChannel open(
            Transport transport, Loop loop, ChannelOptions options, ChannelHost host, @Nullable ChannelTask first) {
        StreamChannel channel = new StreamChannel(transport, loop, options, host);
        transport.listener(channel);
        loop.channelOpened();
        channel.addRequest(() -> {
            channel.limits.start();
            ChannelEvents.begun(channel);
            if (first != null) {
                channel.complete(() -> first.run(channel));
            }
        });
        channel.signal();
        return channel;
    }

    /** Something to do with a channel. */
    @FunctionalInterface
    public interface ChannelTask {
        /**
         * Does it.
         *
         * @param channel with which
         */
        void run(StreamChannel channel);
    }

    // The turn

    @Override
    protected void step() {
        runRequests();
        do {
            in.absorb();
            absorbOutput();
            if (!work()) {
                return;
            }
            limits.turnEnds();
            // What has arrived comes before what has expired.
        } while (limits.takeDue() && checkClocks(timer().now()));
        rest();
        charge();
    }

    /** Serves, writes and reads until there is nothing more to do; false if the loop was taken from this thread. */
    private boolean work() {
        do {
            while (working() && serveOne()) {
                in.refresh();
            }
            if (!working()) {
                return false;
            }
            pumpOutput();
            TlsUpgrade upgrading = upgrade;
            if (upgrading != null && upgrading.advance()) {
                pumpOutput();
            }
            CloseSequence ending = closing;
            if (ending != null) {
                ending.advance();
                ending.tellPeerClosed();
            }
            charge();
        } while (hasCompletions() || canServeOutput() || in.pump() || (upgrade != null && absorbMore()));
        return true;
    }

    /** Tells the budget what the buffers hold, if that has changed. For the owner. */
    void charge() {
        int holds = over() ? 0 : holds();
        int before = charged;
        if (holds != before) {
            charged = holds;
            budget().charged(this, before, holds);
        }
    }

    /** In units of what is not counted, so that small changes are none. */
    private int holds() {
        WriteSide writing = output;
        long bytes = in.held() + transport.held() + (writing == null ? 0 : writing.capacity()) + requestedBytes();
        int unit = MemoryBudget.UNCOUNTED;
        return bytes <= unit ? 0 : (int) Math.min((bytes + unit - 1) / unit * unit, MOST_CHARGED);
    }

    MemoryBudget budget() {
        return host.budget();
    }

    @Override
    public int charged() {
        return charged;
    }

    @Override
    public long stalledNanos(long now) {
        return limits.stalledNanos(now);
    }

    @Override
    public void evict() {
        abort(CloseReason.MEMORY_LIMIT);
    }

    @Override
    public void resume() {
        request(in::resume);
    }

    @Override
    public void later(Runnable action) {
        request(action);
    }

    /** A turn ends: a channel that waits holds only what waiting needs. What comes next makes the rest anew. */
    private void rest() {
        if (completions != null) {
            completions = null;
        }
        if (done != null) {
            done = null;
        }
        in.rest();
        WriteSide writing = output;
        if (writing != null && writing.idle()) {
            output = null;
        }
    }

    /** With TLS an operation may end inside a call that starts the other direction's. */
    private boolean absorbMore() {
        WriteSide writing = output;
        if (in.absorb() || absorbOutput() || (writing != null && writing.endDue())) {
            return true;
        }
        if (transport.withholdsEnd() && in.answered() && queuedOutput() == 0) {
            transport.admitEnd();
            return in.absorb() || absorbOutput();
        }
        return false;
    }

    private boolean absorbOutput() {
        WriteSide writing = output;
        return writing != null && writing.absorb();
    }

    /** What a write has failed with, reported just now or before; null if none has. For the owner. */
    @Nullable
    IOException writeFailure() {
        absorbOutput();
        WriteSide writing = output;
        return writing == null ? null : writing.writeFailure();
    }

    private void pumpOutput() {
        WriteSide writing = output;
        if (writing != null) {
            writing.pump();
        }
    }

    private boolean outputWantsPump() {
        WriteSide writing = output;
        return writing != null && writing.wantsPump();
    }

    private boolean canServeOutput() {
        WriteSide writing = output;
        return writing != null && writing.canServe();
    }

    /** Whether a clock that waits for the peer may have run out. For the owner. */
    boolean mayExpire() {
        long now = timer().now();
        long deadline = in.deadline();
        return (deadline != 0 && deadline - now <= 0) || limits.mayExpire(now);
    }

    /** The alarm went off: whose time has come is dealt with, the next alarm is set. True: there may be something to do. */
    private boolean checkClocks(long now) {
        if (over()) {
            return true;
        }
        in.expire(now);
        if (in.deadline() != 0) {
            limits.ensure(in.deadline());
        }
        CloseSequence ending = closing;
        if (ending != null && ending.begun()) {
            ending.check(now);
        } else {
            limits.check(now);
        }
        return true;
    }

    private boolean serveOne() {
        ArrayDeque<Runnable> waiting = completions;
        Runnable completion = waiting == null ? null : waiting.pollFirst();
        if (completion != null) {
            in.refresh();
            enterUser();
            completion.run();
            leaveUser();
            return true;
        }
        in.refresh();
        if (in.serve()) {
            return true;
        }
        WriteSide writing = output;
        return writing != null && writing.serve();
    }

    private boolean hasCompletions() {
        return completions != null && !completions.isEmpty();
    }

    /** Runs something that completes user-visible futures, when the turn comes to it. For the owner. */
    void complete(Runnable completion) {
        ArrayDeque<Runnable> waiting = completions;
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
            completions = waiting;
        }
        waiting.addLast(completion);
    }

    @Override
    public void dispatch(Runnable completion) {
        request(() -> complete(completion));
    }

    @Override
    public void expire(Runnable completion) {
        // Behind what has arrived and behind what that completes: asked for once more by the turn that serves it.
        loop().afterArrivals(() -> dispatch(() -> {
            addRequest(() -> complete(completion));
            signal();
        }));
    }

    /** Lets the owner do something to the channel: now if that is the caller or nobody, else soon. */
    void request(Runnable action) {
        if (owned()) {
            runRequests();
            action.run();
            signal();
            return;
        }
        addRequest(action);
        signal();
    }

    @Override
    protected void broken(Throwable failure) {
        boolean first = !doomed;
        doomed = true;
        REASON.compareAndSet(this, null, reasonOf(failure));
        transport.close();
        if (first) {
            Survival.survived(this + ": failed inside, aborting", failure);
        }
        closing().finish();
        if (!endedTold) {
            ended();
        }
        signal();
    }

    @Override
    public void failedInside(Throwable failure) {
        abort(reasonOf(failure));
    }

    private static CloseReason reasonOf(Throwable failure) {
        return Survival.outOfMemory(failure) ? CloseReason.MEMORY_LIMIT : CloseReason.ABORTED;
    }

    // Reading

    @Override
    <T extends @Nullable Object> CompletableFuture<T> read(ReadKind<T> kind, @Nullable Object place) {
        if (owned()) {
            runRequests();
            LoopThread thread = loopThread();
            Object mark = thread == null ? null : thread.takeMark();
            CompletableFuture<T> future = in.read(kind);
            if (future != null) {
                return future;
            }
            PendingRead<T> read = mark instanceof StepSites sites && options.captureCallSites()
                    ? pendingRead(kind, sites.callSite(kind.operation()))
                    : pendingRead(kind, place);
            return in.await(read);
        }
        if (enter()) {
            try {
                if (!hasRequests()) {
                    CompletableFuture<T> future = in.read(kind);
                    if (future == null) {
                        future = in.await(pendingRead(kind, place));
                    }
                    if (in.needsTurn() || transport.withholdsEnd() || (!future.isDone() && outputWantsPump())) {
                        signal();
                    }
                    return future;
                }
            } finally {
                exit();
            }
        }
        PendingRead<T> read = pendingRead(kind, place);
        addRequest(() -> in.adopt(read));
        signal();
        return read;
    }

    @Override
    boolean exhausted() {
        return in.exhausted();
    }

    /** Few frames lie between this and the program's: each costs the walk along the stack some 100 ns. */
    private <T extends @Nullable Object> PendingRead<T> pendingRead(ReadKind<T> kind, @Nullable Object place) {
        Object site = place == null && options.captureCallSites() ? CallSites.capture() : place;
        ChannelEvents.awaiting(this, kind.operation());
        return new PendingRead<>(this, kind, timer().now(), site);
    }

    /** The owner reads although the channel is closed: a step that its handler has left behind, if that has ended. */
    void readTooLate(Operation kind) {
        if (handlerEnded() && !toldTooLate) {
            StackTraceElement place = CallSites.resolve(callSite());
            if (place != null) {
                toldTooLate = true;
                Warnings.calledTooLate(this, kind.methodName(), place);
            }
        }
    }

    private boolean handlerEnded() {
        CloseReason why = reason;
        return why == CloseReason.HANDLER_DONE || why == CloseReason.END_OF_STREAM;
    }

    /** The future of a refused operation; if nobody looks at it, that is told. */
    CompletableFuture<Void> refused(Operation kind, IOException failure) {
        RefusedFuture<Void> future = new RefusedFuture<>(this, failure);
        if (!checkingRefusal) {
            checkingRefusal = true;
            StackTraceElement place = CallSites.resolve(callSite());
            future.tellUnlessLooked(
                    this, LOOK_WITHIN_NANOS, () -> Warnings.unobserved(this, kind.methodName(), place, failure));
        }
        return future;
    }

    /** An operation fails and nobody has attached anything to its future. */
    void unobserved(PendingOperation<?> operation, Throwable failure) {
        Warnings.unobserved(this, operation.kind().methodName(), CallSites.resolve(operation.callSite), failure);
    }

    /** The stage of its handler has ended: an object less for each channel than if somebody else were told. */
    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
        HandlerRun.ended(this, failure);
    }

    /**
     * The handler's stage has ended normally: is anything of its connection still being waited for? In a turn.
     *
     * @param why with which reason the connection closes
     */
    public void handlerDone(CloseReason why) {
        request(() -> {
            PendingRead<?> left = in.waiter();
            if (left != null && !left.claimed() && !closingBegun()) {
                Warnings.returnedEarly(this, left);
            }
        });
        beginClosing(why);
    }

    @Override
    @Nullable
    Object callSite() {
        return options.captureCallSites() ? CallSites.capture() : null;
    }

    // Writing

    @Override
    CompletableFuture<Void> write(byte[] bytes, int from, int count, boolean shared) {
        if (owned()) {
            runRequests();
            return out().write(bytes, from, count);
        }
        if (enter()) {
            try {
                if (!hasRequests()) {
                    CompletableFuture<Void> future = out().write(bytes, from, count);
                    if (outputWantsPump()) {
                        signal();
                    }
                    return future;
                }
            } finally {
                exit();
            }
        }
        return requestWrite(shared ? Arrays.copyOfRange(bytes, from, from + count) : bytes);
    }

    /** Somebody is inside: the bytes wait in the inbox, within the cap. */
    private CompletableFuture<Void> requestWrite(byte[] bytes) {
        int count = bytes.length;
        WriteQueueFullException full = WriteLimit.refusal(options, requestedBytes() + queuedOutput(), count);
        if (full != null) {
            return WireFuture.failed(this, Origins.mark(this, full));
        }
        PendingWrite write = pendingWrite(Operation.WRITE, 0);
        addRequest(
                () -> {
                    IOException refusal = out().refusal(count);
                    if (refusal != null) {
                        complete(() -> settle(write, refusal));
                    } else if (out().collect(bytes, 0, count)) {
                        complete(() -> settle(write, null));
                    } else {
                        out().adopt(write);
                    }
                },
                count);
        signal();
        return write;
    }

    private static void settle(PendingWrite write, @Nullable IOException failure) {
        if (write.claim()) {
            if (failure != null) {
                write.fail(failure);
            } else {
                write.finish();
            }
        }
    }

    PendingWrite pendingWrite(Operation kind, long mark) {
        ChannelEvents.awaiting(this, kind);
        return new PendingWrite(this, kind, mark, timer().now(), callSite());
    }

    /** The completed future that every write below the high-water mark returns. */
    @SuppressWarnings("NullAway") // null is the only value of a Void
    CompletableFuture<Void> done() {
        CompletableFuture<Void> known = done;
        if (known == null) {
            known = new DoneFuture<>(this, null);
            done = known;
        }
        return known;
    }

    @Override
    public CompletableFuture<Void> flush() {
        return ordered(Operation.FLUSH);
    }

    @Override
    public CompletableFuture<Void> shutdownOutput() {
        return ordered(Operation.SHUTDOWN_OUTPUT);
    }

    private CompletableFuture<Void> ordered(Operation kind) {
        if (owned()) {
            runRequests();
            CompletableFuture<Void> future = kind == Operation.FLUSH ? out().flush() : out().shutdown();
            signal();
            return future;
        }
        PendingWrite waiter = pendingWrite(kind, 0);
        addRequest(() -> out().adopt(waiter));
        signal();
        return waiter;
    }

    // TLS

    @Override
    public CompletableFuture<TlsSession> startTls(TlsOptions tlsOptions) {
        return startTls(tlsOptions, host.accepts(), remoteAddress());
    }

    /**
     * Starts TLS in a role.
     *
     * @param tlsOptions keys, trust, limits
     * @param server whether this is the server's end
     * @param peer whose name a client asks for and verifies
     * @return as {@link #startTls(TlsOptions)}
     */
    public CompletableFuture<TlsSession> startTls(TlsOptions tlsOptions, boolean server, SocketAddress peer) {
        ChannelEvents.awaiting(this, Operation.START_TLS);
        PendingHandshake handshake = new PendingHandshake(this, timer().now(), callSite());
        TlsUpgrade wanted = new TlsUpgrade(this, handshake, tlsOptions, server, peer);
        request(() -> {
            TlsUpgrade known = upgrade;
            Exception refusal;
            try {
                refusal = known != null
                        ? new IllegalStateException("TLS has been started on this connection already")
                        : wanted.refusal();
            } catch (RuntimeException | Error broken) {
                complete(() -> handshake.refuse(new IOException("failed inside", broken)));
                throw broken;
            }
            if (refusal != null) {
                complete(() -> handshake.refuse(refusal));
                return;
            }
            if (handshake.claimed()) {
                // Given up before it began: the connection is as it was.
                return;
            }
            upgrade = wanted;
            wanted.begin();
        });
        return handshake;
    }

    @Override
    public @Nullable TlsSession tls() {
        TlsUpgrade known = upgrade;
        return known == null ? null : known.session();
    }

    /** The handshake under way, or null. */
    @Nullable
    PendingHandshake pendingHandshake() {
        TlsUpgrade upgrading = upgrade;
        return upgrading == null ? null : upgrading.handshake();
    }

    /** How the connection gets TLS, or got it; null if it has not been asked to. */
    @Nullable
    TlsUpgrade upgrade() {
        return upgrade;
    }

    Transport transport() {
        return transport;
    }

    /** The connection goes on over TLS. For the owner. */
    void switchTo(TlsTransport secure) {
        secure.listener(this);
        in.switchTo(secure);
        transport = secure;
    }

    // Closing

    @Override
    public CompletableFuture<CloseReason> close() {
        return close(CloseReason.LOCAL_CLOSE);
    }

    /**
     * Closes gracefully for a reason; the first reason given is the connection's.
     *
     * @param why the reason
     * @return as {@link #close()}
     */
    public CompletableFuture<CloseReason> close(CloseReason why) {
        beginClosing(why);
        return closed();
    }

    private void beginClosing(CloseReason why) {
        REASON.compareAndSet(this, null, cause(why));
        request(() -> closing().begin());
    }

    /** A program that closes because a read has told it of the reset is not what ended the connection. */
    private CloseReason cause(CloseReason why) {
        return switch (why) {
            case LOCAL_CLOSE, HANDLER_DONE, ABORTED -> in.sawReset() ? CloseReason.PEER_RESET : why;
            default -> why;
        };
    }

    @Override
    public void abort() {
        abort(CloseReason.ABORTED);
    }

    /**
     * Closes now for a reason; the first reason given is the connection's.
     *
     * @param why the reason
     */
    public void abort(CloseReason why) {
        REASON.compareAndSet(this, null, cause(why));
        // At once, even if the owner of the turn is blocked in user code.
        transport.close();
        request(() -> closing().finish());
    }

    /** For the owner. */
    private CloseSequence closing() {
        CloseSequence known = closing;
        if (known == null) {
            known = new CloseSequence(this);
            closing = known;
        }
        return known;
    }

    /** Whether the connection is being closed gracefully, or was. */
    boolean closingBegun() {
        CloseSequence known = closing;
        return known != null && known.begun();
    }

    /** Whether the peer has ended and we do: the transport is closed as soon as the output is, and sends FIN itself. */
    boolean closesNext() {
        return closingBegun() && in.ended() && transport.closeEndsOutput();
    }

    /** Whether the connection has ended. */
    boolean over() {
        CloseSequence known = closing;
        return known != null && known.over();
    }

    @Override
    public CompletableFuture<Void> peerClosed() {
        PeerWait wait = new PeerWait(this);
        request(() -> closing().await(wait));
        return wait;
    }

    @Override
    public CompletableFuture<CloseReason> closed() {
        return ending().future();
    }

    private Ending ending() {
        Ending known = end;
        if (known != null) {
            return known;
        }
        END.compareAndSet(this, null, new Ending(this));
        return ending();
    }

    /** The transport is closed: everybody who waits is told. For the owner. */
    void ended() {
        transport.close();
        limits.stop();
        in.release(loopThread());
        out().release();
        TlsUpgrade upgrading = upgrade;
        if (upgrading != null) {
            upgrading.ended();
        }
        CloseReason why = reason != null ? reason : CloseReason.ABORTED;
        limits.end();
        if (!left) {
            left = true;
            loop().channelClosed();
        }
        host.ended(this);
        endedTold = true;
        ChannelEvents.ended(this, why, openedAtMillis);
        Conversation.over(this);
        complete(() -> {
            ChannelEvents.closed(this, why);
            ending().end(why);
            host.told(this);
        });
    }

    /**
     * Why the connection ended or is ending.
     *
     * @return the reason, or null
     */
    public @Nullable CloseReason reason() {
        return reason;
    }

    /** What an operation fails with now that the connection has broken or ended. */
    Throwable whyOver() {
        IOException broken = in.broken();
        return Origins.mark(this, broken != null ? broken : new AsynchronousCloseException());
    }

    /**
     * Whether this connection has produced a failure: delivered it with one of its futures, or broke with it.
     *
     * @param failure as it was delivered, without what later stages wrap it in
     * @return false for a failure of another connection, or of something else
     */
    public boolean produced(Throwable failure) {
        WriteSide writing = output;
        TlsUpgrade upgrading = upgrade;
        return in.broken() == failure
                || (writing != null && writing.brokenBy(failure))
                || (upgrading != null && upgrading.failure() == failure)
                || Origins.isFrom(this, failure);
    }

    /**
     * Whether all output and its end have been handed to the operating system. From any thread.
     *
     * @return false while something is queued, and for ever if it could not be sent
     */
    public boolean outputEnded() {
        WriteSide writing = output;
        return writing != null && writing.finished();
    }

    /**
     * Whether a reader has been told that the stream has ended.
     *
     * @return true after a null line, an empty read or an incomplete one
     */
    public boolean sawEnd() {
        return in.sawEnd();
    }

    // The transport's reports. Inside one of our own calls the caller will look himself.

    @Override
    public void lent(ByteBuffer bytes) {
        in.lent(bytes);
    }

    @Override
    public void readCompleted(int count) {
        in.completed(count);
        reported();
    }

    @Override
    public void readFailed(IOException failure) {
        in.failed(interrupted(failure));
        reported();
    }

    @Override
    public void writeCompleted(int count) {
        out().completed(count);
        reported();
    }

    @Override
    public void writeFailed(IOException failure) {
        out().failed(interrupted(failure));
        reported();
    }

    /**
     * Only we close the transport. Whoever waits while {@link #abort()} does has been interrupted, also if the transport's
     * read or write was just about to begin and so found it closed.
     */
    private static IOException interrupted(IOException failure) {
        return failure instanceof ClosedChannelException ? new AsynchronousCloseException() : failure;
    }

    @Override
    public void shutdownCompleted() {
        reported();
    }

    @Override
    public boolean writing() {
        WriteSide writing = output;
        return writing != null && writing.writing();
    }

    @Override
    public boolean judgesEnd() {
        return true;
    }

    @Override
    public void endWithheld() {
        reported();
    }

    @Override
    public boolean grants(int capacity) {
        return budget().grants(capacity);
    }

    @Override
    public void heldChanged() {
        reported();
    }

    private void reported() {
        if (!owned()) {
            signal();
        }
    }

    // Looking

    /** The connection broke under a read: the output is broken as well, and says so by the same failure. */
    void brokenInput(IOException failure) {
        out().fail(failure);
        Conversation.over(this);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public SocketAddress localAddress() {
        return transport.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return transport.remoteAddress();
    }

    @Override
    public @Nullable ProxyHeader proxyHeader() {
        Transport outermost = transport;
        Transport plain = outermost instanceof TlsTransport tls ? tls.lower() : outermost;
        return plain instanceof ProxiedTransport proxied ? proxied.header() : null;
    }

    @Override
    public ChannelSnapshot snapshot() {
        return Snapshots.of(this, in, output, Instant.ofEpochMilli(openedAtMillis));
    }

    /**
     * Bytes received.
     *
     * @return a counter; exact in and after the turn
     */
    public long bytesIn() {
        return in.bytesIn;
    }

    /**
     * Bytes that the operating system has taken.
     *
     * @return a counter; exact in and after the turn
     */
    public long bytesOut() {
        return bytesOut;
    }

    /**
     * Records delivered to the program.
     *
     * @return a counter; exact in and after the turn
     */
    public long linesIn() {
        return in.linesIn;
    }

    /**
     * Line ends written by the program.
     *
     * @return a counter; exact in and after the turn
     */
    public long linesOut() {
        return linesOut;
    }

    /**
     * Bytes waiting to be sent.
     *
     * @return a moment's value
     */
    public long queuedOutput() {
        WriteSide writing = output;
        return writing == null ? 0 : Math.max(0, writing.queued());
    }

    @Override
    public Timer timer() {
        return loop().timer();
    }

    /**
     * For the registry of a server.
     *
     * @return what was set last
     */
    public int place() {
        return place;
    }

    /**
     * For the registry of a server.
     *
     * @param value where the channel is in it
     */
    public void place(int value) {
        place = value;
    }

    /**
     * Whether a loop is this channel's.
     *
     * @param other any
     * @return true if so
     */
    public boolean isOn(Loop other) {
        return loop().equals(other);
    }

    ReadSide in() {
        return in;
    }

    /** For the owner, or for the transport while a write is under way. */
    WriteSide out() {
        WriteSide known = output;
        if (known == null) {
            known = new WriteSide(this);
            output = known;
        }
        return known;
    }

    /** A closing connection has received something and dropped it. For the owner. */
    void discarded(int count) {
        closing().discarded(count);
    }

    /** Whether a closing connection has dropped as much as it may receive. */
    boolean discardedEnough() {
        CloseSequence known = closing;
        return known != null && known.discardedEnough();
    }

    /** Line ends have been written. For the owner. */
    void wroteLines(int count) {
        linesOut += count;
    }

    /** The operating system has taken bytes. For the owner. */
    void sent(int count) {
        bytesOut += count;
    }

    ChannelClock clock() {
        return limits;
    }

    @Override
    ChannelOptions options() {
        return options;
    }

    ChannelHost host() {
        return host;
    }

    @Override
    public long blockedAfterNanos() {
        return host.blockedAfterNanos();
    }

    @Override
    public void blocked(Thread thread, long blockedNanos) {
        Warnings.blocked(this, thread, blockedNanos);
    }

    @Override
    public String toString() {
        return "connection " + id + " " + transport.remoteAddress();
    }
}
