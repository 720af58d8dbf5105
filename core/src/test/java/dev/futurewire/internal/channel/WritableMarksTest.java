package dev.futurewire.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A channel is writable up to the high-water mark, and again from the low-water mark on. */
final class WritableMarksTest {
    private final ManualLoop loop = new ManualLoop(new ManualTimer());
    private final StalledTransport transport = new StalledTransport();
    private final StreamChannel channel = StreamChannel.open(
            transport,
            loop,
            ChannelOptions.builder().highWaterMark(100).lowWaterMark(20).build());

    private void taken(int count) {
        while (transport.taken < count) {
            transport.take(count - transport.taken);
            loop.runUntilIdle();
        }
    }

    @Test
    void becomesWritableAtTheLowWaterMark() {
        loop.runUntilIdle();
        assertTrue(channel.offer(new byte[99]));
        assertTrue(channel.isWritable());
        assertTrue(channel.offer(new byte[51]));
        assertFalse(channel.isWritable());
        loop.runUntilIdle();
        assertEquals(150, channel.queuedOutput());
        assertFalse(channel.offer(new byte[1]));
        taken(129);
        assertEquals(21, channel.queuedOutput());
        assertFalse(channel.isWritable());
        assertFalse(channel.offer(new byte[1]));
        taken(130);
        assertEquals(20, channel.queuedOutput());
        assertTrue(channel.isWritable());
        assertTrue(channel.offer(new byte[70]));
        assertEquals(90, channel.queuedOutput());
        assertTrue(channel.isWritable());
    }

    @Test
    void writesCountAsWell() {
        loop.runUntilIdle();
        channel.write(new byte[100]);
        assertFalse(channel.isWritable());
        loop.runUntilIdle();
        taken(80);
        assertTrue(channel.isWritable());
    }

    /** Takes bytes when the test says so. */
    private static final class StalledTransport implements Transport {
        private static final InetSocketAddress ADDRESS = InetSocketAddress.createUnresolved("stalled", 1);

        private @Nullable TransportListener listener;
        private @Nullable ByteBuffer source;
        private int taken;

        void take(int most) {
            ByteBuffer bytes = source;
            int count = Math.min(most, bytes.remaining());
            bytes.position(bytes.position() + count);
            source = null;
            taken += count;
            listener.writeCompleted(count);
        }

        @Override
        public void listener(TransportListener value) {
            listener = value;
        }

        @Override
        public void read(ByteBuffer value) {}

        @Override
        public void write(ByteBuffer value) {
            source = value;
        }

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {}

        @Override
        public SocketAddress localAddress() {
            return ADDRESS;
        }

        @Override
        public SocketAddress remoteAddress() {
            return ADDRESS;
        }
    }
}
