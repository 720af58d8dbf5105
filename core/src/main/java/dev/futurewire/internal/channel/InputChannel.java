package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.callsite.CallSiteCache;
import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.input.FrameReader;
import dev.futurewire.internal.input.PendingRead;
import dev.futurewire.internal.input.ReadRequest;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a channel: the read operations, the {@link FrameReader} and the program's decoders.
 *
 * <p>A call from the owner of the turn reads from the buffer directly. A call from another thread acquires the turn briefly, or
 * leaves a request in the mailbox if the turn is owned.
 */
abstract class InputChannel extends ReceivingChannel {
    private long linesIn;

    InputChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(transport, loop, options, channelOwner);
    }

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
            return reader().register(pendingRead(request, site));
        }
        if (!request.callsProgram() && enter()) {
            try {
                if (!hasRequests()) {
                    CompletableFuture<T> future = readNow(request);
                    if (future == null) {
                        future = reader().register(pendingRead(request, callSite));
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
                || (reader().hasWaiter() && !reader().mayCompleteAtOnce())
                || transport().withholdsEnd();
    }

    /** Reads without waiting; null if the read has to wait. */
    private <T extends @Nullable Object> @Nullable CompletableFuture<T> readNow(ReadRequest<T> request) {
        if (reader().occupied()) {
            return ChannelFuture.failed(this, new ReadPendingException());
        }
        reader().dropWithdrawn();
        if (reader().closed()) {
            warnLateRead(request.operation());
            return ChannelFuture.failed(this, FailureOrigins.mark(this, new ClosedChannelException()));
        }
        if (reader().hasPendingError()) {
            return ChannelFuture.failed(this, reader().takePendingError());
        }
        if (!reader().mayCompleteAtOnce() || !working()) {
            return null;
        }
        ScanResult result = reader().scan(request, input().buffer(), options().maxFrameLength());
        return result == ScanResult.DECODE ? decodedNow(request) : completed(request, result);
    }

    /** Reads by a decoder of the program, which is calling this method. */
    private <T extends @Nullable Object> @Nullable CompletableFuture<T> decodedNow(ReadRequest<T> request) {
        ScanResult result = reader().decode(request, input().buffer(), options().maxFrameLength());
        return reader().occupied()
                ? ChannelFuture.failed(this, new ReadPendingException())
                : completed(request, result);
    }

    private <T extends @Nullable Object> @Nullable CompletableFuture<T> completed(
            ReadRequest<T> request, ScanResult result) {
        return switch (result) {
            case READY -> taken(request);
            case END -> ChannelFuture.completed(this, reader().end(request));
            case MORE -> failedOrNull();
            default -> ChannelFuture.failed(this, failure(request, result));
        };
    }

    /** The failure of a read that found no record. */
    private Throwable failure(ReadRequest<?> request, ScanResult result) {
        if (result == ScanResult.FAILED) {
            return request.takeFailure();
        }
        IOException failure =
                reader().failure(request, result, input().buffer(), options().maxFrameLength());
        if (result == ScanResult.TOO_LONG && !request.discardsOverlong()) {
            input().lose(failure);
        }
        return failure;
    }

    /**
     * Reads a buffered record without a future. For the owner, where functions of the program may run.
     *
     * @return the record; null if there is none, or if the next {@link #read} has to report another result
     */
    @Override
    <T> @Nullable T takeNow(ReadRequest<@Nullable T> request) {
        if (!owned()) {
            return null;
        }
        runRequests();
        LoopThread thread = loopThread();
        if (thread != null) {
            thread.takeCallSiteHint();
        }
        if (reader().occupied()
                || reader().closed()
                || reader().hasPendingError()
                || !reader().mayCompleteAtOnce()
                || !working()) {
            return null;
        }
        ScanResult result = reader().scan(request, input().buffer(), options().maxFrameLength());
        if (result == ScanResult.DECODE) {
            result = reader().decode(request, input().buffer(), options().maxFrameLength());
        }
        switch (result) {
            case READY -> {
                try {
                    return take(request);
                } catch (CharacterCodingException malformed) {
                    reader().pendingError(FailureOrigins.mark(this, malformed));
                }
            }
            case TOO_LONG, FAILED -> reader().pendingError(failure(request, result));
            default -> {
                // Nothing was consumed; the read that follows finds the same.
            }
        }
        return null;
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
        IOException failure = input().hasFailed() ? input().failure() : null;
        return failure == null ? null : ChannelFuture.failed(this, reader().broken(failure));
    }

    /** Removes the record that was found from the buffer and counts it. */
    private <T extends @Nullable Object> T take(ReadRequest<T> request) throws CharacterCodingException {
        if (!request.countsAsLine()) {
            ChannelEvents.consumed(this, input().buffer());
            return reader().take(request, input().buffer());
        }
        T value = reader().take(request, input().buffer());
        linesIn++;
        return value;
    }

    /** Registers a read requested by another thread. */
    private void adopt(PendingRead<?> read) {
        if (reader().occupied()) {
            deliverLater(() -> reject(read, new ReadPendingException()));
        } else if (reader().closed()) {
            warnLateRead(read.kind());
            deliverLater(() -> reject(read, FailureOrigins.mark(this, new ClosedChannelException())));
        } else {
            reader().register(read);
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

    // The turn

    /** Completes the waiting read if its record, the end of the stream or a failure is available. */
    final <T extends @Nullable Object> boolean deliverRead(PendingRead<T> read) {
        if (read.claimed()) {
            reader().dropWithdrawn();
            return false;
        }
        if (reader().closed()) {
            return failRead(FailureOrigins.mark(this, new AsynchronousCloseException()));
        }
        if (reader().hasPendingError()) {
            PendingRead<?> claimed = reader().claimWaiter();
            if (claimed == null) {
                return false;
            }
            deliverFailure(claimed, reader().takePendingError());
            return true;
        }
        ScanResult result = reader().poll(read, input().buffer(), options().maxFrameLength());
        if (result == ScanResult.MORE) {
            IOException failure = reader().hasWaiter() && input().hasFailed() ? input().failure() : null;
            return failure != null && failRead(reader().broken(failure));
        }
        if (result == ScanResult.DECODE) {
            deliverLater(() -> decode(read));
            return true;
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
            deliver(read, reader().end(read.request()));
        } else {
            deliverFailure(read, failure(read.request(), result));
        }
        return true;
    }

    /** Calls the program's decoder for the waiting read, and completes the read if it can be. In a delivery. */
    private <T extends @Nullable Object> void decode(PendingRead<T> read) {
        if (read.claimed()) {
            return;
        }
        ScanResult result = reader().decode(read, input().buffer(), options().maxFrameLength());
        if (result == ScanResult.MORE) {
            return;
        }
        ChannelEvents.recordIfSlow(this, read);
        T value;
        try {
            if (result != ScanResult.READY) {
                read.fail(failure(read.request(), result));
                return;
            }
            value = take(read.request());
        } catch (CharacterCodingException malformed) {
            read.fail(FailureOrigins.mark(this, malformed));
            return;
        }
        read.finish(value);
    }

    private boolean failRead(IOException failure) {
        PendingRead<?> read = reader().claimWaiter();
        if (read != null) {
            deliverFailure(read, failure);
        }
        return read != null;
    }

    @Override
    protected final void beforeDelivery() {
        reader().refresh();
    }

    // Monitoring

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
        return reader().endDelivered();
    }
}
