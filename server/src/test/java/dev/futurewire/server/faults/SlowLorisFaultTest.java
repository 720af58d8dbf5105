package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** T14: five hundred clients that send a byte a second and never a line. */
@Tag("fault")
class SlowLorisFaultTest {
    private static final int SLOW = 500;
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    @Test
    void allAreCutAtTheirDeadlineAndAGoodClientFeelsNothing() throws Exception {
        ServerOptions options = ServerOptions.builder()
                .channel(ChannelOptions.builder()
                        .frameTimeout(DEADLINE)
                        .minInputRate(0)
                        .build())
                .build();
        ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
        try (AsyncServer server = AsyncServer.listen(
                new InetSocketAddress("127.0.0.1", 0),
                options,
                channel -> channel.forEachLine(line -> channel.write(line + "\n")))) {
            List<AsyncChannel> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                slow.add(AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS));
            }
            AsyncChannel good = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            long begun = System.nanoTime();
            drip.scheduleAtFixedRate(
                    () -> slow.forEach(each -> each.write("x").exceptionally(cut -> null)), 0, 1, TimeUnit.SECONDS);
            List<Long> waits = new ArrayList<>();
            while (server.snapshot().closed().get(CloseReason.FRAME_TIMEOUT) < SLOW) {
                long sent = System.nanoTime();
                good.write("hello\n").get(5, TimeUnit.SECONDS);
                assertEquals("hello", good.readLine().get(5, TimeUnit.SECONDS));
                waits.add(System.nanoTime() - sent);
                assertTrue(System.nanoTime() - begun < 20_000_000_000L, "not cut within 20 s");
            }
            long took = (System.nanoTime() - begun) / 1_000_000;
            long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
            long p99 = sorted[(int) (sorted.length * 0.99)] / 1_000;
            System.out.println("T14 slow loris: " + SLOW + " cut after " + took + " ms (deadline " + DEADLINE.toMillis()
                    + "), a good client's p99 of " + sorted.length + " was " + p99 + " us (< 50000): "
                    + (p99 < 50_000 ? "passed" : "FAILED"));
            assertTrue(took >= DEADLINE.toMillis(), () -> "cut too early, after " + took + " ms");
            assertTrue(p99 < 50_000, Arrays.toString(sorted));
            slow.forEach(AsyncChannel::abort);
            good.abort();
        } finally {
            drip.shutdownNow();
        }
    }
}
