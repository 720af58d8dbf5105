package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.future.TransferFuture;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.output.FileRegion;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.internal.output.PendingWrite;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.observe.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of a channel: the write operations.
 *
 * <p>A call from the owner of the turn works on the output directly. A call from another thread acquires the turn briefly, or
 * leaves a request in the mailbox if the turn is owned.
 */
abstract class OutputChannel extends SendingChannel {
    private static final byte[] LINE_FEED = {'\n'};

    /** Whether the program has shut the output down, perhaps by a request that is still in the mailbox. Any thread. */
    private volatile boolean outputShutDown;

    OutputChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(transport, loop, options, channelOwner);
    }

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
        return accepted(pump, append(pump, bytes, from, count));
    }

    private CompletableFuture<Void> accepted(OutputPump pump, boolean belowHighWaterMark) {
        return belowHighWaterMark ? pump.done(this) : pump.register(pendingWrite(Operation.WRITE, 0));
    }

    @Override
    CompletableFuture<Void> writeLine(byte[] line) {
        int count = line.length + LINE_FEED.length;
        if (!owned()) {
            byte[] bytes = Arrays.copyOf(line, count);
            bytes[line.length] = LINE_FEED[0];
            return write(bytes, 0, count, false);
        }
        runRequests();
        OutputPump pump = output();
        IOException rejection = rejection(pump, count);
        if (rejection != null) {
            return rejectedFuture(Operation.WRITE, rejection);
        }
        pump.queue().append(line, 0, line.length, loopThread(), budget());
        pump.queue().append(LINE_FEED, 0, LINE_FEED.length, loopThread(), budget());
        return accepted(pump, belowHighWaterMark(pump));
    }

    @Override
    CompletableFuture<Void> write(ByteBuffer[] buffers, int count) {
        if (!owned()) {
            byte[] bytes = new byte[count];
            int at = 0;
            for (ByteBuffer each : buffers) {
                each.get(each.position(), bytes, at, each.remaining());
                at += each.remaining();
            }
            return write(bytes, 0, count, false);
        }
        runRequests();
        OutputPump pump = output();
        IOException rejection = rejection(pump, count);
        if (rejection != null) {
            return rejectedFuture(Operation.WRITE, rejection);
        }
        boolean below = pump.queued() < options().highWaterMark();
        for (ByteBuffer each : buffers) {
            below = append(pump, each);
        }
        return accepted(pump, below);
    }

    private boolean append(OutputPump pump, ByteBuffer bytes) {
        pump.queue().append(bytes, loopThread(), budget());
        return belowHighWaterMark(pump);
    }

    @Override
    public boolean offer(byte[] bytes) {
        if (owned()) {
            runRequests();
            return offerNow(bytes);
        }
        if (enter()) {
            try {
                if (!hasRequests()) {
                    boolean accepted = offerNow(bytes);
                    if (outputWantsFlush()) {
                        signal();
                    }
                    return accepted;
                }
            } finally {
                exit();
            }
        }
        if (!isWritable()) {
            return false;
        }
        byte[] copy = bytes.clone();
        addRequest(
                () -> {
                    OutputPump pump = output();
                    if (pump.accepts()) {
                        append(pump, copy, 0, copy.length);
                    }
                },
                copy.length);
        signal();
        return true;
    }

    private boolean offerNow(byte[] bytes) {
        boolean writable = isWritable();
        if (writable) {
            append(output(), bytes, 0, bytes.length);
        }
        return writable;
    }

    @Override
    public boolean isWritable() {
        OutputPump pump = outputOrNull();
        // A reason is set as soon as the program closes the channel.
        return reason() == null
                && !outputShutDown
                && (pump == null || (pump.accepts() && !pump.full()))
                && requestedBytes() + runningBytes() + queuedOutput()
                        < options().highWaterMark();
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
        pump.queue().append(bytes, from, count, loopThread(), budget());
        return belowHighWaterMark(pump);
    }

    /** Whether the queue is below its high-water mark, perhaps after writing to the transport. */
    private boolean belowHighWaterMark(OutputPump pump) {
        int high = options().highWaterMark();
        if (pump.queued() >= high) {
            if (loopThread() != null) {
                flushOutput();
            }
            charge();
        }
        if (pump.queued() >= high) {
            pump.setFull();
            return false;
        }
        return pump.failureOrNull() == null;
    }

    /** Leaves the bytes in the mailbox, within the limits, because another thread owns the turn. */
    private CompletableFuture<Void> requestWrite(byte[] bytes) {
        int count = bytes.length;
        OutputPump known = outputOrNull();
        if (known != null && known.finishing()) {
            return ChannelFuture.failed(this, FailureOrigins.mark(this, new ClosedChannelException()));
        }
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

    @Override
    CompletableFuture<Long> writeFrom(FileRegion region) {
        PendingWrite written = pendingWrite(Operation.WRITE_FROM, 0);
        region.operation(written);
        CompletableFuture<Long> result = TransferFuture.of(this, written, region::count, "writeFrom");
        request(() -> {
            OutputPump pump = output();
            IOException rejection = pump.rejection(this);
            if (rejection != null) {
                deliverLater(() -> reject(written, rejection));
                return;
            }
            pump.queue().append(region);
            written.mark = pump.endPosition(bytesOut());
            pump.register(written);
        });
        return result;
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
        outputShutDown = true;
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
                    : pump.register(pendingWrite(operation, pump.endPosition(bytesOut())));
        }
        PendingWrite waiter = pendingWrite(operation, 0);
        addRequest(() -> {
            OutputPump pump = output();
            waiter.mark = pump.endPosition(bytesOut());
            if (operation == Operation.SHUTDOWN_OUTPUT) {
                pump.finish();
            }
            pump.register(waiter);
        });
        signal();
        return waiter;
    }

    // The turn

    /** Completes the first waiting operation whose condition is met; false if there is none. */
    final boolean deliverWrite() {
        OutputPump pump = outputOrNull();
        PendingWrite operation =
                pump == null ? null : pump.poll(bytesOut(), options().lowWaterMark());
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
        OutputPump pump = outputOrNull();
        return pump != null && pump.canPoll(bytesOut(), options().lowWaterMark());
    }
}
