package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.callsite.CallSiteCache;
import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.input.FrameReader;
import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.input.PeerReset;
import dev.futurewire.internal.input.PendingRead;
import dev.futurewire.internal.input.ReadRequest;
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
 * The reading side of a channel: connects the read operations, the {@link FrameReader}, the {@link InputPump} and the transport.
 *
 * <p>A call from the owner of the turn reads from the buffer directly. A call from another thread acquires the turn briefly, or
 * leaves a request in the mailbox if the turn is owned.
 */
abstract class InputChannel extends OutputChannel {
    private final InputPump input = new InputPump();
    private final FrameReader reader = new FrameReader(this);
    private long bytesIn;
    private long linesIn;

    InputChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(transport, loop, options, channelOwner);
    }

    final InputPump input() {
        return input;
    }

    @Override
    public final long buffered() {
        return input.available();
    }

    final FrameReader reader() {
        return reader;
    }

    /** Called when reading pauses for lack of memory, until the budget resumes it. */
    abstract void starve();

    /** Called when a closing channel has discarded input. */
    abstract void discarded(int count);

    /** Whether a closing channel has reached the limit on discarded input. */
    abstract boolean discardedEnough();

    /** Called when a transport read has failed. */
    abstract void inputBroken();

    // Operations

    @Override
    <T extends @Nullable Object> CompletableFuture<T> read(ReadRequest<T> request, @Nullable Object callSite) {
        if (owned()) {
            runRequests();
            LoopThread thread = loopThread();
            Object hint = thread == null ? null : thread.takeCallSiteHint();
            CompletableFuture<T> future = readNow(request);
            if (future != null) {
                return future;
            }
            Object site = hint instanceof CallSiteCache cache && options().captureCallSites()
                    ? cache.callSite(request.operation())
                    : callSite;
            return reader.register(pendingRead(request, site));
        }
        if (enter()) {
            try {
                if (!hasRequests()) {
                    CompletableFuture<T> future = readNow(request);
                    if (future == null) {
                        future = reader.register(pendingRead(request, callSite));
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
        PendingRead<T> read = pendingRead(request, callSite);
        addRequest(() -> adopt(read));
        signal();
        return read;
    }

    /** Whether a read by a thread outside the turn requires a turn. */
    private boolean needsTurn() {
        return wantsInput()
                || (reader.hasWaiter() && !reader.mayCompleteAtOnce())
                || transport().withholdsEnd();
    }

    /** Reads without waiting; null if the read has to wait. */
    private <T extends @Nullable Object> @Nullable CompletableFuture<T> readNow(ReadRequest<T> request) {
        if (reader.occupied()) {
            return ChannelFuture.failed(this, new ReadPendingException());
        }
        reader.dropWithdrawn();
        if (reader.closed()) {
            warnLateRead(request.operation());
            return ChannelFuture.failed(this, FailureOrigins.mark(this, new ClosedChannelException()));
        }
        if (reader.hasPendingError()) {
            return ChannelFuture.failed(this, reader.takePendingError());
        }
        if (!reader.mayCompleteAtOnce() || !working()) {
            return null;
        }
        int limit = options().maxFrameLength();
        ScanResult result = reader.scan(request, input.buffer(), limit);
        return switch (result) {
            case READY -> taken(request);
            case END -> ChannelFuture.completed(this, reader.end(request));
            case MORE -> failedOrNull();
            default -> ChannelFuture.failed(this, reader.failure(request, result, input.buffer(), limit));
        };
    }

    private <T extends @Nullable Object> CompletableFuture<T> taken(ReadRequest<T> request) {
        try {
            return ChannelFuture.completed(this, take(request));
        } catch (CharacterCodingException malformed) {
            return ChannelFuture.failed(this, FailureOrigins.mark(this, malformed));
        }
    }

    /** The future of a read that finds a broken connection; null if it has to wait. */
    private <T extends @Nullable Object> @Nullable CompletableFuture<T> failedOrNull() {
        IOException failure = input.hasFailed() ? input.failure() : null;
        return failure == null ? null : ChannelFuture.failed(this, reader.broken(failure));
    }

    /** Removes the record that was found from the buffer and counts it. */
    private <T extends @Nullable Object> T take(ReadRequest<T> request) throws CharacterCodingException {
        if (!request.countsAsLine()) {
            ChannelEvents.consumed(this, input.buffer());
            return reader.take(request, input.buffer());
        }
        T value = reader.take(request, input.buffer());
        linesIn++;
        return value;
    }

    /** Registers a read requested by another thread. */
    private void adopt(PendingRead<?> read) {
        if (reader.occupied()) {
            deliverLater(() -> reject(read, new ReadPendingException()));
        } else if (reader.closed()) {
            warnLateRead(read.kind());
            deliverLater(() -> reject(read, FailureOrigins.mark(this, new ClosedChannelException())));
        } else {
            reader.register(read);
            long deadline = read.deadline();
            if (deadline != 0) {
                // The alarm may have fired for an earlier one in the meantime.
                timeouts().ensure(deadline);
            }
        }
    }

    /** Captures the call site if needed. Keep the call chain short: each stack frame adds about 100 ns to the stack walk. */
    private <T extends @Nullable Object> PendingRead<T> pendingRead(ReadRequest<T> request, @Nullable Object callSite) {
        Object site = callSite == null && options().captureCallSites() ? CallSites.capture() : callSite;
        ChannelEvents.awaiting(this, request.operation());
        return new PendingRead<>(this, request, timer().now(), site);
    }

    @Override
    boolean exhausted() {
        return reader.closed() || (input.finished() && input.available() == 0);
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

    /** Handles the end of the stream: the peer's, or that of a reset already reported by a write. */
    private void endInput() {
        IOException reset = input.hasFailed() ? null : writeFailure();
        if (reset != null && !transport().endsDespite(reset)) {
            breakInput(reset);
        } else {
            input.end();
        }
    }

    /** Fails both directions because a transport read has failed. If both have failed, the write's failure is the cause. */
    private void breakInput(@Nullable IOException failure) {
        IOException first = writeFailure();
        input.setFailure(PeerReset.isBoth(first, failure) ? first : failure);
        IOException cause = input.failure();
        if (cause != null) {
            output().fail(cause, loopThread());
            inputBroken();
        }
    }

    /** Starts transport reads while input is wanted; true if there may be something to deliver or to write. */
    final boolean fill() {
        // A call for one direction may complete an operation of the other one, too.
        boolean reported = receive();
        while (!reported && wantsInput()) {
            if (!input.mayRead(budget())) {
                if (input.pause()) {
                    starve();
                }
                return false;
            }
            input.fill(transport(), loopThread(), budget());
            reported = takeWritten();
            if (!receive()) {
                return reported;
            }
            // A write may have to fail as well, or the peer's end to be reported, even if no read is pending.
            reported |= reader.hasWaiter() || reader.closed() || input.finished() || input.hasFailed();
        }
        return reported;
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

    /** Completes the waiting read if its record, the end of the stream or a failure is available. */
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
        ScanResult result = reader.poll(read, input.buffer(), options().maxFrameLength());
        if (result == ScanResult.MORE) {
            IOException failure = reader.hasWaiter() && input.hasFailed() ? input.failure() : null;
            return failure != null && failRead(reader.broken(failure));
        }
        ChannelEvents.recordIfSlow(this, read);
        if (result == ScanResult.READY) {
            T value;
            try {
                value = take(read.request());
            } catch (CharacterCodingException malformed) {
                deliverFailure(read, FailureOrigins.mark(this, malformed));
                return true;
            }
            deliver(read, value);
        } else if (result == ScanResult.END) {
            deliver(read, reader.end(read.request()));
        } else {
            deliverFailure(
                    read,
                    reader.failure(
                            read.request(), result, input.buffer(), options().maxFrameLength()));
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

    // Callbacks of the transport

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

    // Monitoring

    /** Whether an incomplete record is subject to the frame timeout. */
    final boolean inTimedFrame() {
        return reader.hasTimedFrame() && (input.available() > 0 || input.skipping());
    }

    /** Subtracts bytes handed over to TLS, which reports the plaintext instead. */
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
