package dev.futurewire.internal.channel;

import dev.futurewire.ProxyHeader;
import dev.futurewire.internal.future.AwaitedStages;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.ChannelState;
import dev.futurewire.observe.TaskSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Creates snapshots of channels from outside their turns; each value may be slightly out of date. */
@SuppressWarnings("ReferenceEquality") // futures are compared by identity
final class Snapshots {
    private Snapshots() {}

    static ChannelSnapshot of(StreamChannel channel) {
        InputPump input = channel.input();
        OutputPump output = channel.outputOrNull();
        TlsUpgrade upgrade = channel.upgrade();
        ProxyHeader header = channel.proxyHeader();
        List<Awaiting> awaiting = new ArrayList<>(2);
        PendingOperation<?> handshake = upgrade == null ? null : upgrade.handshake();
        PendingOperation<?> read = channel.reader().waiter();
        PendingOperation<?> write = output == null ? null : output.waiter();
        add(awaiting, handshake, 0);
        add(awaiting, read, input.available());
        add(awaiting, write, channel.queuedOutput());
        CompletionStage<?> handler = channel.handlerStage();
        List<TaskSnapshot> tasks = List.of();
        if (handler != null && handler != read) {
            awaiting.addAll(AwaitedStages.operations(
                    handler, future -> future == handshake || future == read || future == write));
            tasks = AwaitedStages.tasks(handler);
        }
        return new ChannelSnapshot(
                channel.id(),
                channel.localAddress(),
                channel.remoteAddress(),
                channel.openedAt(),
                state(channel, input, output),
                channel.reason(),
                channel.bytesIn(),
                channel.bytesOut(),
                channel.linesIn(),
                channel.linesOut(),
                input.available(),
                channel.queuedOutput(),
                awaiting,
                channel.tls(),
                header == null ? null : header.proxy(),
                tasks);
    }

    private static ChannelState state(StreamChannel channel, InputPump input, @Nullable OutputPump output) {
        if (channel.ended()) {
            return ChannelState.CLOSED;
        }
        if (channel.closing()) {
            return ChannelState.CLOSING;
        }
        return input.ended() || (output != null && output.finishing()) ? ChannelState.HALF_CLOSED : ChannelState.OPEN;
    }

    private static void add(List<Awaiting> awaiting, @Nullable PendingOperation<?> pending, long bytes) {
        Awaiting operation = pending == null ? null : pending.awaiting(bytes);
        if (operation != null) {
            awaiting.add(operation);
        }
    }
}
