package dev.futurewire.internal.channel;

import dev.futurewire.internal.output.OutputChunk;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.jfr.ConnectionClosed;
import dev.futurewire.internal.jfr.ConnectionOpened;
import dev.futurewire.internal.jfr.OperationTimedOut;
import dev.futurewire.internal.jfr.RecorderState;
import dev.futurewire.internal.jfr.SlowOperation;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Operation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Tells a channel's listener, and the flight recorder, what happens to it. In the channel's turn, and before the program. */
public final class ChannelEvents {
    /** From which wait on an operation is recorded as slow: a second. */
    private static final long SLOW_OPERATION_NANOS = 1_000_000_000L;

    private ChannelEvents() {}

    /** The first turn has begun. */
    static void begun(StreamChannel channel) {
        ConnectionOpened.record(channel.id(), channel.remoteAddress());
    }

    /**
     * The connection is there.
     *
     * @param channel which
     */
    public static void opened(StreamChannel channel) {
        ConnectionListener told = channel.host().listener();
        if (told != null) {
            Logs.guarded(channel, () -> told.opened(channel));
        }
    }

    /** An operation has to wait. */
    static void awaiting(AbstractAsyncChannel channel, Operation kind) {
        ConnectionListener told = channel.host().listener();
        if (told != null) {
            Logs.guarded(channel, () -> told.awaiting(channel, kind));
        }
    }

    /** An operation that waited is about to end with its result. */
    static void waited(AbstractAsyncChannel channel, PendingOperation<?> operation) {
        if (RecorderState.isRecording()) {
            long nanos = channel.timer().now() - operation.since;
            if (nanos >= SLOW_OPERATION_NANOS) {
                SlowOperation.record(
                        channel.id(), operation.kind().methodName(), CallSites.text(operation.callSite), nanos);
            }
        }
    }

    /** An operation's deadline has passed. */
    static void timedOut(StreamChannel channel, PendingOperation<?> operation, long now) {
        if (RecorderState.isRecording()) {
            OperationTimedOut.record(
                    channel.id(),
                    operation.kind().methodName(),
                    CallSites.text(operation.callSite),
                    now - operation.since);
        }
    }

    /** Bytes have arrived in a buffer of the channel. */
    static void read(AbstractAsyncChannel channel, ByteBuffer buffer, int from, int count) {
        ConnectionListener told = channel.host().listener();
        if (told != null) {
            Logs.guarded(channel, () -> told.read(channel, view(buffer, from, count)));
        }
    }

    /** The program takes the unit that was found, which is no line. */
    static void consumed(AbstractAsyncChannel channel, InputBuffer input) {
        ConnectionListener told = channel.host().listener();
        if (told != null) {
            Logs.guarded(channel, () -> told.consumed(channel, input.unit()));
        }
    }

    /** The operating system has taken bytes, the last ones before the position of a chunk. */
    static void written(AbstractAsyncChannel channel, @Nullable OutputChunk chunk, int count) {
        ConnectionListener told = channel.host().listener();
        if (told != null && chunk != null) {
            ByteBuffer buffer = chunk.buffer;
            Logs.guarded(channel, () -> told.written(channel, view(buffer, buffer.position() - count, count)));
        }
    }

    private static ByteBuffer view(ByteBuffer buffer, int from, int count) {
        ByteBuffer view = buffer.asReadOnlyBuffer();
        return view.limit(from + count).position(from).slice();
    }

    /** The transport is closed. */
    static void ended(StreamChannel channel, CloseReason why) {
        if (RecorderState.isRecording()) {
            ConnectionClosed.record(
                    channel.id(),
                    channel.remoteAddress().toString(),
                    why.name(),
                    channel.bytesIn(),
                    channel.bytesOut(),
                    channel.linesIn(),
                    channel.linesOut(),
                    (System.currentTimeMillis() - channel.openedAt().toEpochMilli()) * 1_000_000L);
        }
    }

    /** Everybody who waited has been told. */
    static void closed(StreamChannel channel, CloseReason why) {
        ConnectionListener told = channel.host().listener();
        if (told != null) {
            Logs.guarded(channel, () -> told.closed(channel, why));
        }
    }
}
