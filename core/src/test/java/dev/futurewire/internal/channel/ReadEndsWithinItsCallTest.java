package dev.futurewire.internal.channel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A transport read that fails or ends within the call that started it is noticed even if the program does not read. */
final class ReadEndsWithinItsCallTest {
    private static final IOException RESET = new IOException("Connection reset");

    private final ManualLoop loop = new ManualLoop(new ManualTimer());

    /** Takes one write and never completes it; a read ends at once. */
    private static final class Ending implements Transport {
        private final @Nullable IOException failure;
        private @Nullable TransportListener listener;

        Ending(@Nullable IOException failure) {
            this.failure = failure;
        }

        @Override
        public void listener(TransportListener value) {
            listener = value;
        }

        @Override
        public void read(ByteBuffer target) {
            if (failure != null) {
                listener.readFailed(failure);
            } else {
                listener.readCompleted(-1);
            }
        }

        @Override
        public void write(ByteBuffer source) {}

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {}

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("ending", 1);
        }

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("ending", 2);
        }
    }

    private StreamChannel channel(@Nullable IOException failure) {
        return StreamChannel.open(new Ending(failure), loop, ChannelOptions.defaults());
    }

    @Test
    void aWaitingWriteFailsWithTheFailureOfTheRead() {
        StreamChannel channel = channel(RESET);
        CompletableFuture<Void> write = channel.write(new byte[1_000_000]);
        assertFalse(write.isDone());
        loop.runUntilIdle();
        assertTrue(write.isDone(), "the connection is broken");
        assertSame(RESET, Await.failure(write));
    }

    @Test
    void theEndOfThePeerIsReported() {
        StreamChannel channel = channel(null);
        CompletableFuture<Void> peerClosed = channel.peerClosed();
        loop.runUntilIdle();
        assertTrue(peerClosed.isDone());
    }
}
