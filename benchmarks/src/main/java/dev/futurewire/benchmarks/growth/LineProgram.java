package dev.futurewire.benchmarks.growth;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a long line that arrives a byte at a time, and prints the processor time. Exercises the whole channel except the
 * socket.
 */
public final class LineProgram {
    private static final int MIB = 1024 * 1024;
    private static final int WARM_UPS = 5;

    private LineProgram() {}

    /**
     * Prints nanoseconds for each length.
     *
     * @param args lengths in MiB
     */
    public static void main(String[] args) throws IOException {
        for (int i = 0; i < WARM_UPS; i++) {
            read(MIB);
        }
        for (String arg : args) {
            int length = Integer.parseInt(arg) * MIB;
            System.gc();
            long before = OwnProcessorTime.ofAll();
            read(length);
            System.out.println(OwnProcessorTime.ofAll() - before);
        }
        System.out.println("end");
    }

    private static void read(int length) {
        ManualLoop loop = new ManualLoop(new ManualTimer());
        BenchmarkTransport transport = new BenchmarkTransport();
        ChannelOptions options = ChannelOptions.builder().maxFrameLength(length).build();
        StreamChannel channel = StreamChannel.open(transport, loop, options);
        loop.runUntilIdle();
        CompletableFuture<byte @Nullable []> line = channel.readLineBytes();
        loop.runUntilIdle();
        ByteBuffer one = ByteBuffer.allocate(1);
        for (int i = 0; i < length; i++) {
            one.put(0, (byte) ('a' + i % 26));
            transport.receive(one.clear());
            loop.runUntilIdle();
        }
        one.put(0, (byte) '\n');
        transport.receive(one.clear());
        loop.runUntilIdle();
        byte @Nullable [] content = line.join();
        if (content == null || content.length != length || content[length - 1] != (byte) ('a' + (length - 1) % 26)) {
            throw new IllegalStateException("the channel read other bytes than were sent");
        }
        channel.abort();
        loop.runUntilIdle();
    }
}
