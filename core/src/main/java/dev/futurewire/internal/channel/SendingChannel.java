package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.output.FileRegion;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a channel: connects the {@link OutputPump} and the transport. {@link OutputChannel} implements the write
 * operations.
 */
abstract class SendingChannel extends ClosableChannel implements TransportListener {
    private volatile Transport transport;

    /** Null while the output is open and idle. */
    private @Nullable OutputPump output;

    private long bytesOut;
    private long linesOut;

    SendingChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
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

    /** Counts the lines written, and releases an idle output; the next write creates a new one. */
    final void releaseIdleOutput() {
        OutputPump pump = output;
        if (pump != null) {
            linesOut += pump.queue().takeLines();
            if (pump.idle()) {
                output = null;
            }
        }
    }

    /** Updates the charge against the memory budget if the size of the buffers has changed. */
    abstract void charge();

    /** Whether the transport is about to be closed, which sends FIN itself. */
    abstract boolean closesNext();

    // The turn

    final boolean outputWantsFlush() {
        OutputPump pump = output;
        return pump != null && pump.wantsFlush(bytesOut);
    }

    /** Writes queued output as long as the transport accepts it immediately, then sends FIN if the output was finished. */
    final void flushOutput() {
        OutputPump pump = output;
        if (pump == null) {
            return;
        }
        // Before the peer can receive them.
        linesOut += pump.queue().takeLines();
        do {
            takeWritten();
        } while (pump.write(transport, loopThread(), bytesOut));
        FileRegion region = pump.queue().regionToLoad();
        if (region != null) {
            FileTransfers.load(this, region);
        }
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
            pump.drained(options().lowWaterMark());
        }
        return true;
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
        OutputPump pump = output;
        if (pump != null && owned()) {
            linesOut += pump.queue().takeLines();
        }
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
