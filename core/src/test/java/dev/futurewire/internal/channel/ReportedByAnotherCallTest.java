package dev.futurewire.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A call for one direction may complete the pending operation of the other, as in memory and over TLS. */
final class ReportedByAnotherCallTest {
    private static final int LARGE = 1_000_000;

    private final ManualLoop loop = new ManualLoop(new ManualTimer());

    /** Keeps each operation pending until a call for the other direction. */
    private abstract static class Coupled implements Transport {
        @Nullable
        TransportListener listener;

        @Nullable
        ByteBuffer reading;

        @Nullable
        ByteBuffer writing;

        int written;

        @Override
        public void listener(TransportListener value) {
            listener = value;
        }

        @Override
        public void read(ByteBuffer target) {
            reading = target;
        }

        @Override
        public void write(ByteBuffer source) {
            writing = source;
        }

        /** Completes the pending write. */
        void take() {
            ByteBuffer source = writing;
            if (source != null) {
                writing = null;
                int count = source.remaining();
                source.position(source.limit());
                written += count;
                listener.writeCompleted(count);
            }
        }

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {}

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("coupled", 1);
        }

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("coupled", 2);
        }
    }

    private StreamChannel open(Transport transport) {
        return StreamChannel.open(transport, loop, ChannelOptions.defaults());
    }

    @Test
    void aWriteReportsThatThePendingReadHasFailed() {
        StreamChannel channel = open(new Coupled() {
            @Override
            public void write(ByteBuffer source) {
                super.write(source);
                take();
                if (reading != null) {
                    reading = null;
                    listener.readFailed(new IOException("Connection reset"));
                }
            }
        });
        CompletableFuture<Void> peerClosed = channel.peerClosed();
        loop.runUntilIdle();
        assertFalse(peerClosed.isDone());
        channel.write("x");
        loop.runUntilIdle();
        assertTrue(peerClosed.isDone());
    }

    @Test
    void aWriteReportsInput() {
        StreamChannel channel = open(new Coupled() {
            @Override
            public void write(ByteBuffer source) {
                super.write(source);
                take();
                ByteBuffer target = reading;
                if (target != null) {
                    reading = null;
                    target.put((byte) 'a').put((byte) '\n');
                    listener.readCompleted(2);
                }
            }
        });
        CompletableFuture<@Nullable String> line = channel.readLine();
        loop.runUntilIdle();
        channel.write("x");
        loop.runUntilIdle();
        assertEquals("a", line.getNow("pending"));
    }

    @Test
    void aReadReportsThatThePendingWriteHasCompleted() {
        Coupled transport = new Coupled() {
            @Override
            public void write(ByteBuffer source) {
                super.write(source);
                if (written > 0) {
                    take();
                }
            }

            @Override
            public void read(ByteBuffer target) {
                super.read(target);
                take();
            }
        };
        StreamChannel channel = open(transport);
        CompletableFuture<Void> write = channel.write(new byte[LARGE]);
        loop.runUntilIdle();
        assertTrue(write.isDone());
        assertEquals(LARGE, transport.written);
    }
}
