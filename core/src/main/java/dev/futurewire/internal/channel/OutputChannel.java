package dev.futurewire.internal.channel;

import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.internal.output.PendingWrite;
import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.internal.frame.ByteSearch;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FailureOrigins;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.loop.Loop;
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
 * The writing side of a channel: connects calls, the {@link OutputPump} and the transport.
 *
 * <p>A call from the owner of the turn works on the output directly; another thread enters for a moment, or leaves the bytes in
 * the mailbox if a thread is inside.
 */
abstract class OutputChannel extends ClosableChannel implements TransportListener {
    private volatile Transport transport;

    /** Null while nothing is written, waits or has ended. */
    private @Nullable OutputPump output;

    private long bytesOut;
    private long linesOut;

    OutputChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner host) {
        super(loop, options, host);
        this.transport = transport;
    }

    @Override
    final Transport transport() {
        return transport;
    }

    /** Goes on over another transport. For the owner. */
    final void transport(Transport other) {
        transport = other;
    }

    /** The output, created where there is none. For the owner, or for the transport while a write is under way. */
    final OutputPump output() {
        OutputPump known = output;
        if (known == null) {
            known = new OutputPump();
            output = known;
        }
        return known;
    }

    /** The output if there is any; also for looking from outside. */
    final @Nullable OutputPump outputOrNull() {
        return output;
    }

    /** Releases an output that is idle: the next write creates another one. */
    final void releaseIdleOutput() {
        OutputPump known = output;
        if (known != null && known.idle()) {
            output = null;
        }
    }

    /** Charges the memory budget with what the buffers hold, if that has changed. */
    abstract void charge();

    /** Whether the peer has ended and this end closes: closing the transport sends FIN itself. */
    abstract boolean closesNext();

    // Calls

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
        OutputPump writing = output();
        IOException refusal = refusal(writing, count);
        if (refusal != null) {
            return refused(Operation.WRITE, refusal);
        }
        return append(writing, bytes, from, count)
                ? writing.done(this)
                : writing.register(pendingWrite(Operation.WRITE, 0));
    }

    /** Why a write is refused, or null if it is not. */
    private @Nullable IOException refusal(OutputPump writing, int count) {
        IOException refusal = writing.refusal(this);
        if (refusal != null) {
            return refusal;
        }
        WriteQueueFullException full = WriteLimit.refusal(this, writing.queued(), count);
        return full == null ? null : FailureOrigins.mark(this, full);
    }

    /** Queues bytes; true if the queue is below its high-water mark then. */
    private boolean append(OutputPump writing, byte[] bytes, int from, int count) {
        linesOut += ByteSearch.count(bytes, from, from + count, (byte) '\n');
        writing.queue().append(bytes, from, count, loopThread(), budget());
        int high = options().highWaterMark();
        if (writing.queued() >= high) {
            if (loopThread() != null) {
                flushOutput();
            }
            charge();
        }
        return writing.queued() < high && writing.brokenBecause() == null;
    }

    final boolean outputWantsFlush() {
        OutputPump writing = output;
        return writing != null && writing.wantsFlush(bytesOut);
    }

    /** Leaves the bytes in the mailbox, within the cap: another thread is inside. */
    private CompletableFuture<Void> requestWrite(byte[] bytes) {
        int count = bytes.length;
        WriteQueueFullException full = WriteLimit.refusal(options(), requestedBytes() + queuedOutput(), count);
        if (full != null) {
            return ChannelFuture.failed(this, FailureOrigins.mark(this, full));
        }
        PendingWrite write = pendingWrite(Operation.WRITE, 0);
        addRequest(
                () -> {
                    OutputPump writing = output();
                    IOException refusal = refusal(writing, count);
                    if (refusal != null) {
                        deliverLater(() -> refuse(write, refusal));
                    } else if (append(writing, bytes, 0, count)) {
                        deliverLater(() -> succeed(write));
                    } else {
                        writing.register(write);
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

    static void refuse(PendingOperation<?> operation, Exception why) {
        if (operation.claim()) {
            operation.fail(why);
        }
    }

    private PendingWrite pendingWrite(Operation kind, long mark) {
        ChannelEvents.awaiting(this, kind);
        return new PendingWrite(this, kind, mark, timer().now(), callSite());
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
            OutputPump writing = output();
            if (kind == Operation.SHUTDOWN_OUTPUT) {
                writing.finish();
            }
            signal();
            if (kind == Operation.FLUSH ? writing.flushed() : writing.ended()) {
                return writing.done(this);
            }
            IOException failure = writing.brokenBecause();
            return failure != null
                    ? ChannelFuture.failed(this, failure)
                    : writing.register(pendingWrite(kind, bytesOut + writing.queued()));
        }
        PendingWrite waiter = pendingWrite(kind, 0);
        addRequest(() -> {
            OutputPump writing = output();
            waiter.mark = bytesOut + writing.queued();
            if (kind == Operation.SHUTDOWN_OUTPUT) {
                writing.finish();
            }
            writing.register(waiter);
        });
        signal();
        return waiter;
    }

    // The turn

    /** Hands queued output to the transport as long as it takes it at once, then FIN if the output has ended. */
    final void flushOutput() {
        OutputPump writing = output;
        if (writing == null) {
            return;
        }
        do {
            takeWritten();
        } while (writing.write(transport, loopThread(), bytesOut));
        writing.end(transport, closesNext(), bytesOut, loopThread());
    }

    /** Takes the result of the transport's write; false if there is none. */
    final boolean takeWritten() {
        OutputPump writing = output;
        if (writing == null) {
            return false;
        }
        int count = writing.takeCompletion(loopThread());
        if (count == OutputPump.NONE) {
            return false;
        }
        if (count > 0) {
            ChannelEvents.written(this, writing.queue().sending(), count);
            bytesOut += count;
        }
        return true;
    }

    /** Completes the first operation that waits for output and need not wait any more. */
    final boolean deliverWrite() {
        OutputPump writing = output;
        PendingWrite operation =
                writing == null ? null : writing.poll(bytesOut, options().lowWaterMark());
        if (writing == null || operation == null) {
            return false;
        }
        ChannelEvents.waited(this, operation);
        IOException failure = writing.failureOf(operation);
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
        OutputPump writing = output;
        return writing != null && writing.canPoll(bytesOut, options().lowWaterMark());
    }

    /** What a write has failed with, reported just now or before; null if none has. For the owner. */
    @Nullable
    final IOException writeFailure() {
        takeWritten();
        OutputPump writing = output;
        return writing == null ? null : writing.writeFailure();
    }

    // The transport's reports. Inside one of the channel's own calls the caller takes them itself.

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
        OutputPump known = output;
        return known != null && known.writing();
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

    /** Only the channel closes its transport, in {@link #abort()}: operations that find it closed were interrupted by that. */
    static IOException interrupted(IOException failure) {
        return failure instanceof ClosedChannelException ? new AsynchronousCloseException() : failure;
    }

    // Looking

    /**
     * Returns the number of bytes that the operating system has taken.
     *
     * @return a counter; exact in and after the turn
     */
    public final long bytesOut() {
        return bytesOut;
    }

    /**
     * Returns the number of line ends that the program has written.
     *
     * @return a counter; exact in and after the turn
     */
    public final long linesOut() {
        return linesOut;
    }

    /**
     * Returns the number of bytes that wait to be sent.
     *
     * @return a momentary value
     */
    public final long queuedOutput() {
        OutputPump known = output;
        return known == null ? 0 : Math.max(0, known.queued());
    }

    /**
     * Returns whether all output and its end have been handed to the operating system. From any thread.
     *
     * @return false while something is queued, and for good if it could not be sent
     */
    public final boolean outputEnded() {
        OutputPump known = output;
        return known != null && known.ended();
    }
}
