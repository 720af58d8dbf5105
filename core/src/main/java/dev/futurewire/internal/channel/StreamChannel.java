package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.input.FrameReader;
import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.input.PendingRead;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.observe.ChannelSnapshot;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel over a transport.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>All state belongs to the thread that owns the turn (see {@link SequentialTask}). A call from within a turn, where handlers
 * run, works on it directly. A call from another thread acquires the turn briefly if no thread owns it; otherwise it leaves a
 * request in the mailbox. Only turns complete futures that the program already has, so user code runs on the loop, one callback
 * at a time, with no lock held.
 *
 * <p>A turn ({@link #turn}) takes the transport's results, completes pending operations until none can be completed, writes the
 * collected output to the transport (once per batch), advances TLS and the close sequence, then starts the next read.
 *
 * <p>The parts do not depend on the channel: {@link InputPump} reads from the transport, {@link FrameReader} finds records,
 * {@link OutputPump} queues and writes. {@link InputChannel} and {@link OutputChannel} implement the operations of each direction
 * and connect the parts, this class implements the turn, and {@link ChannelLifecycle} ends the connection.
 */
public final class StreamChannel extends InputChannel implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    private final long openedAtMillis = System.currentTimeMillis();
    private final ChannelTimeouts timeouts = new ChannelTimeouts(this);
    private volatile @Nullable TlsUpgrade upgrade;

    /** Null while the buffers are too small to be charged. */
    private @Nullable ChannelMemory memory;

    private StreamChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(transport, loop, options, channelOwner);
    }

    /**
     * Opens a connected channel, which starts reading ahead in its first turn.
     *
     * @param transport carries its bytes; the channel becomes its listener
     * @param loop runs its turns
     * @param options its limits
     * @return the channel
     */
    public static StreamChannel open(Transport transport, Loop loop, ChannelOptions options) {
        return open(transport, loop, options, ChannelOwner.NONE, null);
    }

    /**
     * Opens a channel.
     *
     * @param transport carries its bytes; the channel becomes its listener
     * @param loop runs its turns
     * @param options its limits
     * @param channelOwner the owner of the channel
     * @param first the first user code to run, inside the first turn; or null
     * @return the channel
     */
    public static StreamChannel open(
            Transport transport,
            Loop loop,
            ChannelOptions options,
            ChannelOwner channelOwner,
            @Nullable Consumer<StreamChannel> first) {
        StreamChannel channel = new StreamChannel(transport, loop, options, channelOwner);
        transport.listener(channel);
        loop.channelOpened();
        channel.addRequest(() -> {
            channel.timeouts().start();
            ChannelEvents.recordOpened(channel);
            if (first != null) {
                channel.deliverLater(() -> first.accept(channel));
            }
        });
        channel.signal();
        return channel;
    }

    // The turn

    @Override
    protected void turn() {
        runRequests();
        while (true) {
            receive();
            takeWritten();
            if (!work()) {
                return;
            }
            timeouts.afterTurn();
            // Deadlines are checked only after arrived input has been delivered.
            if (!timeouts.takeDue()) {
                break;
            }
            checkTimeouts(timer().now());
        }
        releaseIdleState();
        charge();
    }

    /** Delivers, writes and reads until there is nothing left to do; false if the loop was taken from this thread. */
    private boolean work() {
        boolean repeated = false;
        do {
            if (repeated) {
                charge();
            }
            repeated = true;
            while (working() && deliverOne()) {
                reader().refresh();
            }
            if (!working()) {
                return false;
            }
            flushOutput();
            TlsUpgrade upgrading = upgrade;
            if (upgrading != null && upgrading.advance()) {
                flushOutput();
            }
            ChannelLifecycle ending = lifecycleOrNull();
            if (ending != null) {
                ending.advance();
            }
        } while (hasDeliveries() || canDeliverWrite() || fill() || (upgrade != null && receiveFromTls()));
        return true;
    }

    private boolean deliverOne() {
        if (deliverNext()) {
            return true;
        }
        reader().refresh();
        PendingRead<?> read = reader().waiter();
        return (read != null && deliverRead(read)) || deliverWrite();
    }

    /** Expires what is due and sets the alarm for the next deadline. There may be more work afterwards. */
    private void checkTimeouts(long now) {
        if (ended()) {
            return;
        }
        PendingRead<?> expired = reader().takeExpired(now);
        if (expired != null) {
            ChannelEvents.recordTimeout(this, expired, now);
            deliverExpiry(expired);
        }
        long deadline = reader().deadline();
        if (deadline != 0) {
            timeouts.ensure(deadline);
        }
        ChannelLifecycle ending = lifecycleOrNull();
        if (ending != null && ending.closing()) {
            ending.check(now);
        } else {
            timeouts.check(now);
        }
    }

    /** Whether a deadline that depends on the peer may have passed. For the owner. */
    boolean mayExpire() {
        long now = timer().now();
        long deadline = reader().deadline();
        return (deadline != 0 && deadline - now <= 0) || timeouts.mayExpire(now);
    }

    /** Releases state that an idle channel does not need; it is recreated on demand. */
    private void releaseIdleState() {
        releaseDeliveries();
        input().releaseIdleState();
        releaseIdleOutput();
    }

    @Override
    void charge() {
        int holds = ended() ? 0 : ChannelMemory.charge(held());
        if (holds != 0 || memory != null) {
            memory().charge(holds);
            if (holds == 0 && !input().paused()) {
                memory = null;
            }
        }
    }

    private long held() {
        OutputPump pump = outputOrNull();
        return input().capacity() + transport().held() + (pump == null ? 0 : pump.capacity()) + requestedBytes();
    }

    private ChannelMemory memory() {
        ChannelMemory known = memory;
        if (known == null) {
            known = new ChannelMemory(this);
            memory = known;
        }
        return known;
    }

    /** Takes results that TLS has reported for one direction during a call for the other. */
    private boolean receiveFromTls() {
        OutputPump pump = outputOrNull();
        if (receive() || takeWritten() || (pump != null && pump.endDue(transport()))) {
            return true;
        }
        boolean answered = reader().closed() || reader().hasWaiter() || input().available() == 0;
        if (transport().withholdsEnd() && answered && queuedOutput() == 0) {
            transport().admitEnd();
            return receive() || takeWritten();
        }
        return false;
    }

    @Override
    protected void broken(Throwable failure) {
        lifecycle().fail(reasonOf(failure), failure);
        signal();
    }

    private static CloseReason reasonOf(Throwable failure) {
        return Survival.outOfMemory(failure) ? CloseReason.MEMORY_LIMIT : CloseReason.ABORTED;
    }

    /** True if both ends close: the transport is closed once the output is sent, and closing it sends FIN. */
    @Override
    boolean closesNext() {
        return closing() && input().ended() && transport().closeEndsOutput();
    }

    @Override
    public void failedInside(Throwable failure) {
        abort(reasonOf(failure));
    }

    // TLS

    @Override
    public CompletableFuture<TlsSession> startTls(TlsOptions tlsOptions) {
        return startTls(tlsOptions, channelOwner().accepts(), remoteAddress());
    }

    /**
     * Starts TLS in a role.
     *
     * @param tlsOptions keys, trust, limits
     * @param server whether this end is the server
     * @param peer the name that a client requests and verifies
     * @return as {@link #startTls(TlsOptions)}
     */
    public CompletableFuture<TlsSession> startTls(TlsOptions tlsOptions, boolean server, SocketAddress peer) {
        return TlsUpgrade.start(this, tlsOptions, server, peer);
    }

    /** The upgrade to TLS, in progress or completed; null if none was started. */
    @Nullable
    TlsUpgrade upgrade() {
        return upgrade;
    }

    /** Sets the upgrade to TLS. For the owner. */
    void upgrade(TlsUpgrade started) {
        upgrade = started;
    }

    @Override
    public @Nullable TlsSession tls() {
        TlsUpgrade known = upgrade;
        return known == null ? null : known.session();
    }

    /** Replaces the transport by TLS. For the owner. */
    void switchTo(TlsTransport secure) {
        secure.listener(this);
        handedOver(input().transferTo(secure));
        transport(secure);
        output().releaseHeld();
    }

    // The end

    @Override
    ChannelLifecycle createLifecycle() {
        return new ChannelLifecycle(this);
    }

    @Override
    boolean deliveredReset() {
        return reader().resetDelivered();
    }

    /** Called when the handler's stage has completed. The channel is its own callback; this saves one object per connection. */
    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
        HandlerInvocation.completed(this, failure);
    }

    /**
     * Closes because the handler's stage has completed normally; warns if an operation is still pending. In a turn.
     *
     * @param reason the reason
     */
    public void handlerDone(CloseReason reason) {
        request(() -> {
            PendingRead<?> pending = reader().waiter();
            if (pending != null && !pending.claimed() && !closing()) {
                Warnings.returnedEarly(this, pending);
            }
        });
        beginClosing(reason);
    }

    /** Closes the transport and releases the connection's resources. For the owner. */
    void release() {
        transport().close();
        timeouts.stop();
        if (input().close(loopThread(), budget())) {
            budget().removePaused(memory());
        }
        output().release(loopThread());
        TlsUpgrade upgrading = upgrade;
        if (upgrading != null) {
            upgrading.ended();
        }
        timeouts.end();
    }

    @Override
    void starve() {
        budget().addPaused(memory());
    }

    @Override
    void discarded(int count) {
        lifecycle().discarded(count);
    }

    @Override
    boolean discardedEnough() {
        return lifecycle().discardedEnough();
    }

    @Override
    void inputBroken() {
        BlockingHandlerTask.interruptHandler(this);
    }

    /** The failure of an operation on a connection that has broken or ended. */
    Throwable closeFailure() {
        IOException failure = input().failure();
        return FailureOrigins.mark(this, failure != null ? failure : new AsynchronousCloseException());
    }

    /**
     * Returns whether this connection has produced a failure: one of its futures has failed with it, or it broke the connection.
     *
     * @param failure the failure, without the exceptions that dependent stages wrap it in
     * @return false for a failure of another connection or of another source
     */
    public boolean produced(Throwable failure) {
        OutputPump output = outputOrNull();
        TlsUpgrade upgrading = upgrade;
        return input().brokenBy(failure)
                || (output != null && output.brokenBy(failure))
                || (upgrading != null && upgrading.failure() == failure)
                || FailureOrigins.isFrom(this, failure);
    }

    // Monitoring

    @Override
    public ChannelSnapshot snapshot() {
        return Snapshots.of(this);
    }

    Instant openedAt() {
        return Instant.ofEpochMilli(openedAtMillis);
    }

    @Override
    ChannelTimeouts timeouts() {
        return timeouts;
    }
}
