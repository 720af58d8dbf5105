package dev.futurewire.internal.channel;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.jfr.ConnectionClosed;
import dev.futurewire.internal.jfr.ConnectionOpened;
import dev.futurewire.internal.jfr.OperationTimedOut;
import dev.futurewire.internal.jfr.RecorderState;
import dev.futurewire.internal.jfr.SlowOperation;
import dev.futurewire.internal.log.Logs;
import dev.futurewire.internal.output.OutputChunk;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Operation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Notifies a channel's listener and Flight Recorder of its events, in the channel's turn and before the program is notified. */
public final class ChannelEvents {
    /** Wait from which an operation is recorded as slow: 1 s. */
    private static final long SLOW_OPERATION_NANOS = 1_000_000_000L;

    private ChannelEvents() {}

    /** Records that the channel was opened. In its first turn. */
    static void recordOpened(StreamChannel channel) {
        ConnectionOpened.record(channel.id(), channel.remoteAddress());
    }

    /**
     * Notifies the listener that a connection was opened.
     *
     * @param channel the connection
     */
    public static void opened(StreamChannel channel) {
        ConnectionListener listener = channel.channelOwner().listener();
        if (listener != null) {
            Logs.guarded(channel, () -> listener.opened(channel));
        }
    }

    /** Notifies the listener that an operation has to wait. */
    static void awaiting(AbstractAsyncChannel channel, Operation operation) {
        ConnectionListener listener = channel.channelOwner().listener();
        if (listener != null) {
            Logs.guarded(channel, () -> listener.awaiting(channel, operation));
        }
    }

    /** Records an operation that is about to complete after a long wait. */
    static void recordIfSlow(AbstractAsyncChannel channel, PendingOperation<?> operation) {
        if (RecorderState.isRecording()) {
            long nanos = channel.timer().now() - operation.since;
            if (nanos >= SLOW_OPERATION_NANOS) {
                SlowOperation.record(
                        channel.id(), operation.kind().methodName(), CallSites.text(operation.callSite), nanos);
            }
        }
    }

    /** Records an operation whose deadline has passed. */
    static void recordTimeout(StreamChannel channel, PendingOperation<?> operation, long now) {
        if (RecorderState.isRecording()) {
            OperationTimedOut.record(
                    channel.id(),
                    operation.kind().methodName(),
                    CallSites.text(operation.callSite),
                    now - operation.since);
        }
    }

    /** Notifies the listener of bytes received. */
    static void read(AbstractAsyncChannel channel, ByteBuffer buffer, int from, int count) {
        ConnectionListener listener = channel.channelOwner().listener();
        if (listener != null) {
            Logs.guarded(channel, () -> listener.read(channel, view(buffer, from, count)));
        }
    }

    /** Notifies the listener that the program takes a record other than a line. */
    static void consumed(AbstractAsyncChannel channel, InputBuffer input) {
        ConnectionListener listener = channel.channelOwner().listener();
        if (listener != null) {
            Logs.guarded(channel, () -> listener.consumed(channel, input.unit()));
        }
    }

    /** Notifies the listener that the operating system has taken the last {@code count} bytes before a chunk's position. */
    static void written(AbstractAsyncChannel channel, @Nullable OutputChunk chunk, int count) {
        ConnectionListener listener = channel.channelOwner().listener();
        if (listener != null && chunk != null) {
            ByteBuffer buffer = chunk.buffer;
            Logs.guarded(channel, () -> listener.written(channel, view(buffer, buffer.position() - count, count)));
        }
    }

    private static ByteBuffer view(ByteBuffer buffer, int from, int count) {
        ByteBuffer view = buffer.asReadOnlyBuffer();
        return view.limit(from + count).position(from).slice();
    }

    /** Records that the connection ended. */
    static void recordClosed(StreamChannel channel, CloseReason reason) {
        if (RecorderState.isRecording()) {
            ConnectionClosed.record(
                    channel.id(),
                    channel.remoteAddress().toString(),
                    reason.name(),
                    channel.bytesIn(),
                    channel.bytesOut(),
                    channel.linesIn(),
                    channel.linesOut(),
                    (System.currentTimeMillis() - channel.openedAt().toEpochMilli()) * 1_000_000L);
        }
    }

    /** Notifies the listener that the connection has closed. */
    static void closed(StreamChannel channel, CloseReason reason) {
        ConnectionListener listener = channel.channelOwner().listener();
        if (listener != null) {
            Logs.guarded(channel, () -> listener.closed(channel, reason));
        }
    }
}
