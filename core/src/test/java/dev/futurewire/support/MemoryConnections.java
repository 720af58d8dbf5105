package dev.futurewire.support;

import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.internal.transport.Transport;
import java.util.function.UnaryOperator;

/** Connections in memory: the channels on one loop, the peers on the threads that move the bytes. */
public final class MemoryConnections implements Connections {
    private static final int CAPACITY = 64 * 1024;

    private final MemoryLoop loop;
    private final UnaryOperator<Transport> decorator;

    /** Connections in real time. */
    public MemoryConnections() {
        this(WheelTimer.shared());
    }

    /** Connections with this timer. */
    public MemoryConnections(Timer timer) {
        this(timer, UnaryOperator.identity());
    }

    /** Connections whose channels use a decorated transport. */
    public MemoryConnections(Timer timer, UnaryOperator<Transport> decorator) {
        loop = new MemoryLoop(timer);
        this.decorator = decorator;
    }

    /** The loop that the channels are on. */
    public MemoryLoop loop() {
        return loop;
    }

    @Override
    public Connection open(Role role, Setup setup) {
        int capacity = setup.peerReceiveBuffer() > 0 ? setup.peerReceiveBuffer() : CAPACITY;
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, capacity);
        boolean accepted = role == Role.ACCEPTED;
        MemoryTransport ours = accepted ? pair.server() : pair.client();
        MemoryPeer peer = new MemoryPeer(accepted ? pair.client() : pair.server());
        StreamChannel channel = StreamChannel.open(decorator.apply(ours), loop, setup.options());
        return new Connection(channel, peer, () -> {});
    }

    @Override
    public void close() {
        loop.shutdown();
    }
}
