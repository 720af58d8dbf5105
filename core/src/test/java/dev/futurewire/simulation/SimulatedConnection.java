package dev.futurewire.simulation;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.HandlerInvocation;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.internal.transport.TransportListener;
import dev.futurewire.observe.Warning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A channel over memory, on the test's own thread and clock: nothing happens unless the test runs it. */
public final class SimulatedConnection {
    public final ManualTimer timer = new ManualTimer();
    public final ManualLoop loop = new ManualLoop(timer);
    public final List<Warning> warnings = new ArrayList<>();
    public final StreamChannel channel;
    private final MemoryTransport peer;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean reading = true;
    private boolean peerReadPending;
    private boolean peerSawEnd;

    public SimulatedConnection(ChannelOptions options) {
        this(options, 64 * 1024, Long.MAX_VALUE, null);
    }

    public SimulatedConnection(ChannelOptions options, ConnectionHandler handler) {
        this(options, 64 * 1024, Long.MAX_VALUE, handler);
    }

    public SimulatedConnection(ChannelOptions options, int capacity, long lifetimeNanos, ConnectionHandler handler) {
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, capacity);
        peer = pair.client();
        peer.listener(new PeerEnd());
        ChannelOwner host = new ChannelOwner() {
            @Override
            public void warned(Warning warning) {
                warnings.add(warning);
            }

            @Override
            public long lifetimeNanos() {
                return lifetimeNanos;
            }
        };
        channel = StreamChannel.open(
                pair.server(), loop, options, host, handler == null ? null : c -> HandlerInvocation.start(handler, c));
        run();
    }

    public AsyncChannel channel() {
        return channel;
    }

    /** Runs everything that can run now. */
    public void run() {
        do {
            readMore();
        } while (loop.runUntilIdle());
    }

    /** Advances the clock and runs what is due. */
    public void advance(Duration by) {
        long left = by.toMillis();
        while (left > 0) {
            long step = Math.min(left, 10);
            timer.advance(Duration.ofMillis(step));
            left -= step;
            run();
        }
    }

    public void send(String latin1) {
        peer.write(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)));
        run();
    }

    public void peerEnds() throws IOException {
        peer.shutdownOutput();
        run();
    }

    public void peerResets() {
        peer.reset();
        run();
    }

    /** The peer stops or continues reading. */
    public void peerReads(boolean value) {
        reading = value;
        run();
    }

    /** The peer reads the available bytes and a few more, then stops again. */
    public void peerReadsSome() {
        reading = true;
        readMore();
        reading = false;
        run();
    }

    public String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    public boolean peerSawEnd() {
        return peerSawEnd;
    }

    private void readMore() {
        while (reading && !peerReadPending && !peerSawEnd) {
            peerReadPending = true;
            peer.read(target.clear());
        }
    }

    private final ByteBuffer target = ByteBuffer.allocate(64 * 1024);

    private final class PeerEnd implements TransportListener {
        @Override
        public void readCompleted(int count) {
            peerReadPending = false;
            if (count < 0) {
                peerSawEnd = true;
            } else {
                received.write(target.array(), 0, count);
            }
        }

        @Override
        public void readFailed(IOException failure) {
            peerReadPending = false;
            peerSawEnd = true;
        }

        @Override
        public void writeCompleted(int count) {}

        @Override
        public void writeFailed(IOException failure) {}
    }
}
