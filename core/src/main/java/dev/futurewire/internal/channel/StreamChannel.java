package dev.futurewire.internal.channel;

import dev.futurewire.internal.input.FrameReader;
import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.input.PendingRead;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.memory.Survival;
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
 * <p>All state belongs to the thread that owns the turn (see {@link SequentialTask}). A call from inside a turn, which is where
 * handlers run, works on it directly. A call from another thread enters for a moment if no thread is inside; otherwise it
 * leaves a request in the mailbox. Only turns complete futures that have been handed out, so user code runs on the loop, one
 * callback at a time, with no lock held.
 *
 * <p>A turn ({@link #turn}) takes the transport's reports, delivers to waiting operations until none can be completed, hands the
 * collected output to the transport (once per batch), advances TLS and the close sequence, then reads on.
 *
 * <p>The work is divided among parts that know no channel: {@link InputPump} reads from the transport, {@link FrameReader} finds
 * records, {@link OutputPump} queues and writes. What they need is a parameter, what they find is a return value. This class has
 * the turn; {@link InputChannel} and {@link OutputChannel} have the calls of either direction and connect the parts.
 * {@link ChannelLifecycle} ends the connection.
 */
public final class StreamChannel extends InputChannel implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    private final long openedAtMillis = System.currentTimeMillis();
    private final ChannelTimeouts timeouts = new ChannelTimeouts(this);
    private volatile @Nullable TlsUpgrade upgrade;

    /** Null while the buffers are too small to count. */
    private @Nullable ChannelMemory memory;

    private StreamChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner host) {
        super(transport, loop, options, host);
    }

    /**
     * Opens a connected channel; it begins to read ahead with its first turn.
     *
     * @param transport carries its bytes; this becomes its listener
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
     * @param transport carries its bytes; this becomes its listener
     * @param loop runs its turns
     * @param options its limits
     * @param host the owner of the channel
     * @param first the first user code to run, inside the first turn; or null
     * @return the channel
     */
    public static StreamChannel open(
            Transport transport,
            Loop loop,
            ChannelOptions options,
            ChannelOwner host,
            @Nullable Consumer<StreamChannel> first) {
        StreamChannel channel = new StreamChannel(transport, loop, options, host);
        transport.listener(channel);
        loop.channelOpened();
        channel.addRequest(() -> {
            channel.timeouts().start();
            ChannelEvents.begun(channel);
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
        do {
            receive();
            takeWritten();
            if (!work()) {
                return;
            }
            timeouts.turnEnds();
            // What has arrived is delivered before anything expires.
        } while (timeouts.takeDue() && checkTimeouts(timer().now()));
        releaseIdleState();
        charge();
    }

    /** Delivers, writes and reads until nothing more is to be done; false if the loop was taken from this thread. */
    private boolean work() {
        boolean again = false;
        do {
            if (again) {
                charge();
            }
            again = true;
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

    /** Expires what is due, and sets the alarm for the next deadline. Returns true: there may be something to do. */
    private boolean checkTimeouts(long now) {
        if (over()) {
            return true;
        }
        PendingRead<?> expired = reader().takeExpired(now);
        if (expired != null) {
            ChannelEvents.timedOut(this, expired, now);
            deliverExpiry(expired);
        }
        long deadline = reader().deadline();
        if (deadline != 0) {
            timeouts.ensure(deadline);
        }
        ChannelLifecycle ending = lifecycleOrNull();
        if (ending != null && ending.begun()) {
            ending.check(now);
        } else {
            timeouts.check(now);
        }
        return true;
    }

    /** Whether a deadline that waits for the peer may have passed. For the owner. */
    boolean mayExpire() {
        long now = timer().now();
        long deadline = reader().deadline();
        return (deadline != 0 && deadline - now <= 0) || timeouts.mayExpire(now);
    }

    /** An idle channel holds only what waiting needs; the rest is recreated when something happens. */
    private void releaseIdleState() {
        releaseDeliveries();
        input().releaseIdleState();
        releaseIdleOutput();
    }

    /** Charges the memory budget with what the buffers hold, if that has changed. For the owner. */
    @Override
    void charge() {
        int holds = over() ? 0 : ChannelMemory.charge(held());
        if (holds != 0 || memory != null) {
            memory().charge(holds);
            if (holds == 0 && !input().paused()) {
                memory = null;
            }
        }
    }

    private long held() {
        OutputPump writing = outputOrNull();
        return input().capacity() + transport().held() + (writing == null ? 0 : writing.capacity()) + requestedBytes();
    }

    private ChannelMemory memory() {
        ChannelMemory known = memory;
        if (known == null) {
            known = new ChannelMemory(this);
            memory = known;
        }
        return known;
    }

    /** Takes what an operation of one direction has reported inside a call that started the other direction's. */
    private boolean receiveFromTls() {
        OutputPump writing = outputOrNull();
        if (receive() || takeWritten() || (writing != null && writing.endDue(transport()))) {
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

    /** Whether the peer has ended and this end closes: the transport is closed when the output is sent, and sends FIN itself. */
    @Override
    boolean closesNext() {
        return closingBegun() && input().ended() && transport().closeEndsOutput();
    }

    // The transport's reports. Inside one of the channel's own calls the caller takes them itself.

    @Override
    public void failedInside(Throwable failure) {
        abort(reasonOf(failure));
    }

    // TLS

    @Override
    public CompletableFuture<TlsSession> startTls(TlsOptions tlsOptions) {
        return startTls(tlsOptions, host().accepts(), remoteAddress());
    }

    /**
     * Starts TLS in a role.
     *
     * @param tlsOptions keys, trust, limits
     * @param server whether this is the server's end
     * @param peer the name that a client asks for and verifies
     * @return as {@link #startTls(TlsOptions)}
     */
    public CompletableFuture<TlsSession> startTls(TlsOptions tlsOptions, boolean server, SocketAddress peer) {
        return TlsUpgrade.start(this, tlsOptions, server, peer);
    }

    /** The upgrade to TLS, under way or over; null if none was asked for. */
    @Nullable
    TlsUpgrade upgrade() {
        return upgrade;
    }

    /** Begins an upgrade. For the owner. */
    void upgrade(TlsUpgrade begun) {
        upgrade = begun;
    }

    @Override
    public @Nullable TlsSession tls() {
        TlsUpgrade known = upgrade;
        return known == null ? null : known.session();
    }

    /** The connection goes on over TLS. For the owner. */
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

    /** The stage of the handler has completed: the channel is its own callback, which saves an object per connection. */
    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
        HandlerInvocation.ended(this, failure);
    }

    /**
     * Closes because the handler's stage has completed normally; warns if an operation still waits. In a turn.
     *
     * @param why the reason
     */
    public void handlerDone(CloseReason why) {
        request(() -> {
            PendingRead<?> left = reader().waiter();
            if (left != null && !left.claimed() && !closingBegun()) {
                Warnings.returnedEarly(this, left);
            }
        });
        beginClosing(why);
    }

    /** Releases what the connection holds: the transport is closed. For the owner. */
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
        BlockingHandlerTask.over(this);
    }

    /** The failure of an operation now that the connection has broken or ended. */
    Throwable whyOver() {
        IOException failure = input().failure();
        return FailureOrigins.mark(this, failure != null ? failure : new AsynchronousCloseException());
    }

    /**
     * Returns whether this connection has produced a failure: delivered it with one of its futures, or broke with it.
     *
     * @param failure as it was delivered, without what later stages wrap it in
     * @return false for a failure of another connection, or of something else
     */
    public boolean produced(Throwable failure) {
        OutputPump output = outputOrNull();
        TlsUpgrade upgrading = upgrade;
        return input().brokenBy(failure)
                || (output != null && output.brokenBy(failure))
                || (upgrading != null && upgrading.failure() == failure)
                || FailureOrigins.isFrom(this, failure);
    }

    // Looking

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
