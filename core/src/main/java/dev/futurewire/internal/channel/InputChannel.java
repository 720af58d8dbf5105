package dev.futurewire.internal.channel;

import dev.futurewire.internal.input.FrameReader;
import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.input.PeerReset;
import dev.futurewire.internal.input.PendingRead;
import dev.futurewire.internal.input.ReadRequest;
import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.callsite.CallSiteCache;
import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a channel: connects calls, the {@link FrameReader}, the {@link InputPump} and the transport.
 *
 * <p>A call from the owner of the turn reads from the buffer directly; another thread enters for a moment, or leaves its read in
 * the mailbox if a thread is inside.
 */
abstract class InputChannel extends OutputChannel {
    private final InputPump input = new InputPump();
    private final FrameReader reader = new FrameReader(this);
    private long bytesIn;
    private long linesIn;

    InputChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner host) {
        super(transport, loop, options, host);
    }

    final InputPump input() {
        return input;
    }

    final FrameReader reader() {
        return reader;
    }

    /** Reading has paused for want of memory: the budget will resume it. */
    abstract void starve();

    /** Input was dropped because the channel is closing. */
    abstract void discarded(int count);

    /** Whether a closing channel has dropped as much input as it may. */
    abstract boolean discardedEnough();

    /** The connection broke under a read. */
    abstract void inputBroken();

    // Calls

    @Override
    <T extends @Nullable Object> CompletableFuture<T> read(ReadRequest<T> kind, @Nullable Object callSite) {
        if (owned()) {
            runRequests();
            LoopThread thread = loopThread();
            Object mark = thread == null ? null : thread.takeCallSiteHint();
            CompletableFuture<T> future = readNow(kind);
            if (future != null) {
                return future;
            }
            Object site = mark instanceof CallSiteCache sites && options().captureCallSites()
                    ? sites.callSite(kind.operation())
                    : callSite;
            return reader.register(pendingRead(kind, site));
        }
        if (enter()) {
            try {
                if (!hasRequests()) {
                    CompletableFuture<T> future = readNow(kind);
                    if (future == null) {
                        future = reader.register(pendingRead(kind, callSite));
                    }
                    if (needsTurn() || (!future.isDone() && outputWantsFlush())) {
                        signal();
                    }
                    return future;
                }
            } finally {
                exit();
            }
        }
        PendingRead<T> read = pendingRead(kind, callSite);
        addRequest(() -> adopt(read));
        signal();
        return read;
    }

    /** Whether a read from another thread has left something to do. */
    private boolean needsTurn() {
        return wantsInput()
                || (reader.hasWaiter() && !reader.mayCompleteAtOnce())
                || transport().withholdsEnd();
    }

    /** Reads without waiting; null if the read has to wait. */
    private <T extends @Nullable Object> @Nullable CompletableFuture<T> readNow(ReadRequest<T> kind) {
        if (reader.occupied()) {
            return ChannelFuture.failed(this, new ReadPendingException());
        }
        reader.dropWithdrawn();
        if (reader.closed()) {
            readTooLate(kind.operation());
            return ChannelFuture.failed(this, FailureOrigins.mark(this, new ClosedChannelException()));
        }
        if (reader.hasPendingError()) {
            return ChannelFuture.failed(this, reader.takePendingError());
        }
        if (!reader.mayCompleteAtOnce() || !working()) {
            return null;
        }
        int limit = options().maxFrameLength();
        ScanResult frame = reader.scan(kind, input.buffer(), limit);
        return switch (frame) {
            case READY -> taken(kind);
            case END -> ChannelFuture.completed(this, reader.end(kind));
            case MORE -> failedOrNull();
            default -> ChannelFuture.failed(this, reader.failure(kind, frame, input.buffer(), limit));
        };
    }

    private <T extends @Nullable Object> CompletableFuture<T> taken(ReadRequest<T> kind) {
        try {
            return ChannelFuture.completed(this, take(kind));
        } catch (CharacterCodingException malformed) {
            return ChannelFuture.failed(this, FailureOrigins.mark(this, malformed));
        }
    }

    /** The future of a read that finds a broken connection; null if it has to wait. */
    private <T extends @Nullable Object> @Nullable CompletableFuture<T> failedOrNull() {
        IOException failure = input.hasFailed() ? input.failure() : null;
        return failure == null ? null : ChannelFuture.failed(this, reader.broken(failure));
    }

    /** Takes the record that was found, and counts it. */
    private <T extends @Nullable Object> T take(ReadRequest<T> kind) throws CharacterCodingException {
        if (!kind.countsAsLine()) {
            ChannelEvents.consumed(this, input.buffer());
            return reader.take(kind, input.buffer());
        }
        T value = reader.take(kind, input.buffer());
        linesIn++;
        return value;
    }

    /** Takes over a read that another thread has made. */
    private void adopt(PendingRead<?> read) {
        if (reader.occupied()) {
            deliverLater(() -> refuse(read, new ReadPendingException()));
        } else if (reader.closed()) {
            readTooLate(read.kind());
            deliverLater(() -> refuse(read, FailureOrigins.mark(this, new ClosedChannelException())));
        } else {
            reader.register(read);
            long deadline = read.deadline();
            if (deadline != 0) {
                // The alarm may have fired for an earlier one in the meantime.
                timeouts().ensure(deadline);
            }
        }
    }

    /** Few frames lie between this and the program's: each costs the walk along the stack some 100 ns. */
    private <T extends @Nullable Object> PendingRead<T> pendingRead(ReadRequest<T> kind, @Nullable Object callSite) {
        Object site = callSite == null && options().captureCallSites() ? CallSites.capture() : callSite;
        ChannelEvents.awaiting(this, kind.operation());
        return new PendingRead<>(this, kind, timer().now(), site);
    }

    @Override
    boolean exhausted() {
        return reader.closed() || (input.over() && input.available() == 0);
    }

    // The turn

    /** Takes the result of the transport's read; false if there is none. */
    final boolean receive() {
        int count = input.receive(transport(), loopThread());
        if (count == InputPump.NONE) {
            return false;
        }
        if (count >= 0) {
            received(count);
        } else if (count == InputPump.END) {
            endInput();
        } else if (count == InputPump.FAILURE) {
            breakInput(input.readFailure());
        }
        return true;
    }

    private void received(int count) {
        ChannelEvents.read(this, input.target(), input.buffer().writeIndex() - count, count);
        bytesIn += count;
        if (input.discarding()) {
            discarded(input.clear());
        } else if (input.hasFailed()) {
            input.clear();
        }
    }

    /** The transport has read the end of the stream: the peer's, or that of a reset which a write has reported already. */
    private void endInput() {
        IOException reset = input.hasFailed() ? null : writeFailure();
        if (reset != null && !transport().endsDespite(reset)) {
            breakInput(reset);
        } else {
            input.end();
        }
    }

    /** The connection broke under a read, and with it the output. Where both have failed, the write's failure is the cause. */
    private void breakInput(@Nullable IOException failure) {
        IOException first = writeFailure();
        input.breakOff(PeerReset.isBoth(first, failure) ? first : failure);
        IOException cause = input.failure();
        if (cause != null) {
            output().fail(cause, loopThread());
            inputBroken();
        }
    }

    /** Starts transport reads while input is wanted; true if one has completed and the turn has something to deliver. */
    final boolean fill() {
        while (wantsInput()) {
            if (!input.mayRead(budget())) {
                if (input.pause()) {
                    starve();
                }
                return false;
            }
            input.fill(transport(), loopThread(), budget());
            if (!receive()) {
                return false;
            }
            if (reader.hasWaiter() || reader.closed()) {
                return true;
            }
        }
        return false;
    }

    private boolean wantsInput() {
        if (!input.canFill()) {
            return false;
        }
        if (reader.closed()) {
            return input.discarding() && !discardedEnough();
        }
        return reader.hasWaiter() || input.available() < InputPump.READ_AHEAD;
    }

    /** Completes the waiting read if its record, the end of the stream or a failure is there. */
    final <T extends @Nullable Object> boolean deliverRead(PendingRead<T> read) {
        if (read.claimed()) {
            reader.dropWithdrawn();
            return false;
        }
        if (reader.closed()) {
            return failRead(FailureOrigins.mark(this, new AsynchronousCloseException()));
        }
        if (reader.hasPendingError()) {
            PendingRead<?> claimed = reader.claimWaiter();
            if (claimed == null) {
                return false;
            }
            deliverFailure(claimed, reader.takePendingError());
            return true;
        }
        ScanResult frame = reader.poll(read, input.buffer(), options().maxFrameLength());
        if (frame == ScanResult.MORE) {
            IOException failure = reader.hasWaiter() && input.hasFailed() ? input.failure() : null;
            return failure != null && failRead(reader.broken(failure));
        }
        ChannelEvents.waited(this, read);
        if (frame == ScanResult.READY) {
            T value;
            try {
                value = take(read.read());
            } catch (CharacterCodingException malformed) {
                deliverFailure(read, FailureOrigins.mark(this, malformed));
                return true;
            }
            deliver(read, value);
        } else if (frame == ScanResult.END) {
            deliver(read, reader.end(read.read()));
        } else {
            deliverFailure(
                    read,
                    reader.failure(read.read(), frame, input.buffer(), options().maxFrameLength()));
        }
        return true;
    }

    private boolean failRead(IOException failure) {
        PendingRead<?> read = reader.claimWaiter();
        if (read != null) {
            deliverFailure(read, failure);
        }
        return read != null;
    }

    @Override
    protected final void beforeDelivery() {
        reader.refresh();
    }

    // The transport's reports

    @Override
    public final void lent(ByteBuffer bytes) {
        input.lend(bytes, budget());
    }

    @Override
    public final void readCompleted(int count) {
        input.completed(count);
        reported();
    }

    @Override
    public final void readFailed(IOException failure) {
        input.failed(interrupted(failure));
        reported();
    }

    @Override
    public final boolean judgesEnd() {
        return true;
    }

    @Override
    public final void endWithheld() {
        reported();
    }

    // Looking

    /** Whether a record has begun that must go on in time. */
    final boolean inTimedFrame() {
        return reader.hasTimedFrame() && (input.available() > 0 || input.skipping());
    }

    /** The bytes handed over to TLS do not count: it reports the plaintext. */
    final void handedOver(int count) {
        bytesIn -= count;
    }

    /**
     * Returns the number of bytes received.
     *
     * @return a counter; exact in and after the turn
     */
    public final long bytesIn() {
        return bytesIn;
    }

    /**
     * Returns the number of records delivered to the program.
     *
     * @return a counter; exact in and after the turn
     */
    public final long linesIn() {
        return linesIn;
    }

    /**
     * Returns whether a read has delivered the end of the stream.
     *
     * @return true after a null line, an empty read or an incomplete one
     */
    public final boolean sawEnd() {
        return reader.endDelivered();
    }
}
