package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.internal.frame.ByteSearch;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.internal.output.PendingWrite;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a channel: connects the write operations, the {@link OutputPump} and the transport.
 *
 * <p>A call from the owner of the turn works on the output directly. A call from another thread acquires the turn briefly, or
 * leaves a request in the mailbox if the turn is owned.
 */
abstract class OutputChannel extends ClosableChannel implements TransportListener {
    private volatile Transport transport;

    /** Null while the output is open and idle. */
    private @Nullable OutputPump output;

    private long bytesOut;
    private long linesOut;

    OutputChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(loop, options, channelOwner);
        this.transport = transport;
    }

    @Override
    final Transport transport() {
        return transport;
    }

    /** Replaces the transport. For the owner. */
    final void transport(Transport other) {
        transport = other;
    }

    /** The output, created if there is none. For the owner, or for the transport while a write is in progress. */
    final OutputPump output() {
        OutputPump pump = output;
        if (pump == null) {
            pump = new OutputPump();
            output = pump;
        }
        return pump;
    }

    /** The output, or null if there is none. Also read by other threads, for monitoring. */
    final @Nullable OutputPump outputOrNull() {
        return output;
    }

    /** Releases an idle output; the next write creates a new one. */
    final void releaseIdleOutput() {
        OutputPump pump = output;
        if (pump != null && pump.idle()) {
            output = null;
        }
    }

    /** Updates the charge against the memory budget if the size of the buffers has changed. */
    abstract void charge();

    /** Whether the transport is about to be closed, which sends FIN itself. */
    abstract boolean closesNext();

    // Operations

    @Override
    CompletableFuture<Void> write(byte[] bytes, int from, int count, boolean shared) {
        if (owned()) {
            runRequests();
            return writeNow(bytes, from, count);
        }
        if (enter()) {
            try {
                if (!hasRequests()) {
                    CompletableFuture<Void> future = writeNow(bytes, from, count);
                    if (outputWantsFlush()) {
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

    private CompletableFuture<Void> writeNow(byte[] bytes, int from, int count) {
        OutputPump pump = output();
        IOException rejection = rejection(pump, count);
        if (rejection != null) {
            return rejectedFuture(Operation.WRITE, rejection);
        }
        return append(pump, bytes, from, count) ? pump.done(this) : pump.register(pendingWrite(Operation.WRITE, 0));
    }

    /** The failure of a write that must be rejected, or null. */
    private @Nullable IOException rejection(OutputPump pump, int count) {
        IOException rejection = pump.rejection(this);
        if (rejection != null) {
            return rejection;
        }
        WriteQueueFullException full = WriteLimit.rejection(this, pump.queued(), count);
        return full == null ? null : FailureOrigins.mark(this, full);
    }

    /** Queues bytes; true if the queue is below its high-water mark afterwards. */
    private boolean append(OutputPump pump, byte[] bytes, int from, int count) {
        linesOut += ByteSearch.count(bytes, from, from + count, (byte) '\n');
        pump.queue().append(bytes, from, count, loopThread(), budget());
        int high = options().highWaterMark();
        if (pump.queued() >= high) {
            if (loopThread() != null) {
                flushOutput();
            }
            charge();
        }
        return pump.queued() < high && pump.failureOrNull() == null;
    }

    final boolean outputWantsFlush() {
        OutputPump pump = output;
        return pump != null && pump.wantsFlush(bytesOut);
    }

    /** Leaves the bytes in the mailbox, within the limits, because another thread owns the turn. */
    private CompletableFuture<Void> requestWrite(byte[] bytes) {
        int count = bytes.length;
        WriteQueueFullException full = WriteLimit.rejection(options(), requestedBytes() + queuedOutput(), count);
        if (full != null) {
            return ChannelFuture.failed(this, FailureOrigins.mark(this, full));
        }
        PendingWrite write = pendingWrite(Operation.WRITE, 0);
        addRequest(
                () -> {
                    OutputPump pump = output();
                    IOException rejection = rejection(pump, count);
                    if (rejection != null) {
                        deliverLater(() -> reject(write, rejection));
                    } else if (append(pump, bytes, 0, count)) {
                        deliverLater(() -> succeed(write));
                    } else {
                        pump.register(write);
                    }
                },
                count);
        signal();
        return write;
    }

    @SuppressWarnings("NullAway") // null is the only value of a Void
    private void deliverDone(PendingWrite operation) {
        deliver(operation, null);
    }

    @SuppressWarnings("NullAway") // as above
    private static void succeed(PendingWrite write) {
        if (write.claim()) {
            write.finish(null);
        }
    }

    static void reject(PendingOperation<?> operation, Exception cause) {
        if (operation.claim()) {
            operation.fail(cause);
        }
    }

    private PendingWrite pendingWrite(Operation operation, long mark) {
        ChannelEvents.awaiting(this, operation);
        return new PendingWrite(this, operation, mark, timer().now(), callSite());
    }

    @Override
    public CompletableFuture<Void> flush() {
        return ordered(Operation.FLUSH);
    }

    @Override
    public CompletableFuture<Void> shutdownOutput() {
        return ordered(Operation.SHUTDOWN_OUTPUT);
    }

    private CompletableFuture<Void> ordered(Operation operation) {
        if (owned()) {
            runRequests();
            OutputPump pump = output();
            if (operation == Operation.SHUTDOWN_OUTPUT) {
                pump.finish();
            }
            signal();
            if (operation == Operation.FLUSH ? pump.flushed() : pump.ended()) {
                return pump.done(this);
            }
            IOException failure = pump.failureOrNull();
            return failure != null
                    ? ChannelFuture.failed(this, failure)
                    : pump.register(pendingWrite(operation, bytesOut + pump.queued()));
        }
        PendingWrite waiter = pendingWrite(operation, 0);
        addRequest(() -> {
            OutputPump pump = output();
            waiter.mark = bytesOut + pump.queued();
            if (operation == Operation.SHUTDOWN_OUTPUT) {
                pump.finish();
            }
            pump.register(waiter);
        });
        signal();
        return waiter;
    }

    // The turn

    /** Writes queued output as long as the transport accepts it immediately, then sends FIN if the output was finished. */
    final void flushOutput() {
        OutputPump pump = output;
        if (pump == null) {
            return;
        }
        do {
            takeWritten();
        } while (pump.write(transport, loopThread(), bytesOut));
        pump.end(transport, closesNext(), bytesOut, loopThread());
    }

    /** Takes the result of the transport's write; false if there is none. */
    final boolean takeWritten() {
        OutputPump pump = output;
        if (pump == null) {
            return false;
        }
        int count = pump.takeCompletion(loopThread());
        if (count == OutputPump.NONE) {
            return false;
        }
        if (count > 0) {
            ChannelEvents.written(this, pump.queue().sending(), count);
            bytesOut += count;
        }
        return true;
    }

    /** Completes the first waiting operation whose condition is met; false if there is none. */
    final boolean deliverWrite() {
        OutputPump pump = output;
        PendingWrite operation =
                pump == null ? null : pump.poll(bytesOut, options().lowWaterMark());
        if (pump == null || operation == null) {
            return false;
        }
        ChannelEvents.recordIfSlow(this, operation);
        IOException failure = pump.failureOf(operation);
        if (failure == null) {
            deliverDone(operation);
        } else {
            if (operation.getNumberOfDependents() == 0) {
                Warnings.unobserved(this, operation, failure);
            }
            deliverFailure(operation, failure);
        }
        return true;
    }

    final boolean canDeliverWrite() {
        OutputPump pump = output;
        return pump != null && pump.canPoll(bytesOut, options().lowWaterMark());
    }

    /** The failure of a transport write, including one just reported; null if none has failed. For the owner. */
    @Nullable
    final IOException writeFailure() {
        takeWritten();
        OutputPump pump = output;
        return pump == null ? null : pump.writeFailure();
    }

    // Callbacks of the transport. If the channel's own call causes one, the caller processes the result itself.

    @Override
    public final void writeCompleted(int count) {
        output().completed(count);
        reported();
    }

    @Override
    public final void writeFailed(IOException failure) {
        output().failed(interrupted(failure));
        reported();
    }

    @Override
    public final void shutdownCompleted() {
        reported();
    }

    @Override
    public final boolean writing() {
        OutputPump pump = output;
        return pump != null && pump.writing();
    }

    @Override
    public final boolean grants(int capacity) {
        return budget().grants(capacity);
    }

    @Override
    public final void heldChanged() {
        reported();
    }

    final void reported() {
        if (!owned()) {
            signal();
        }
    }

    /** Maps the failure of an operation on a closed transport: only the channel closes it, so the operation was interrupted. */
    static IOException interrupted(IOException failure) {
        return failure instanceof ClosedChannelException ? new AsynchronousCloseException() : failure;
    }

    // Monitoring

    /**
     * Returns the number of bytes taken by the operating system.
     *
     * @return a counter; exact in and after the turn
     */
    public final long bytesOut() {
        return bytesOut;
    }

    /**
     * Returns the number of line terminators written by the program.
     *
     * @return a counter; exact in and after the turn
     */
    public final long linesOut() {
        return linesOut;
    }

    /**
     * Returns the number of bytes queued.
     *
     * @return the number, which may be out of date
     */
    public final long queuedOutput() {
        OutputPump pump = output;
        return pump == null ? 0 : Math.max(0, pump.queued());
    }

    /**
     * Returns whether all output and FIN have been handed to the operating system. Any thread.
     *
     * @return false while output is queued, and permanently if sending it has failed
     */
    public final boolean outputEnded() {
        OutputPump pump = output;
        return pump != null && pump.ended();
    }
}
