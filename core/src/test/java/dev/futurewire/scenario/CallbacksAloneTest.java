package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** User code runs with no lock held, and a channel's callbacks never inside or beside one another. */
class CallbacksAloneTest {
    private final AtomicInteger inside = new AtomicInteger();
    private final List<String> wrong = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** What every callback does: it must be alone, unlocked and near the bottom of the stack, whatever it does inside. */
    private void callback(Runnable body) {
        calls.incrementAndGet();
        if (inside.incrementAndGet() != 1) {
            wrong.add("a callback inside or beside another");
        }
        ThreadInfo self = ManagementFactory.getThreadMXBean()
                .getThreadInfo(new long[] {Thread.currentThread().getId()}, true, true)[0];
        if (self.getLockedMonitors().length > 0) {
            wrong.add("holds " + List.of(self.getLockedMonitors()));
        }
        for (var lock : self.getLockedSynchronizers()) {
            if (!lock.getClassName().endsWith("ThreadPoolExecutor$Worker")) {
                wrong.add("holds " + lock);
            }
        }
        if (self.getStackTrace().length > 64) {
            wrong.add("a stack of " + self.getStackTrace().length + " frames");
        }
        body.run();
        inside.decrementAndGet();
    }

    @Test
    void callbacksThatReadWriteAndCloseInsideThemselves() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (AsyncServer server = AsyncServer.listen(new InetSocketAddress("127.0.0.1", 0), channel -> {
            step(channel, 0, over);
            return over;
        })) {
            AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            for (int i = 0; i < 300; i++) {
                client.write("line\n").get(5, TimeUnit.SECONDS);
                client.readLine().get(5, TimeUnit.SECONDS);
            }
            client.write("line\n".repeat(200)).get(5, TimeUnit.SECONDS);
            over.get(20, TimeUnit.SECONDS);
            client.abort();
        }
        assertEquals(List.of(), wrong);
        assertTrue(calls.get() >= 100, () -> "only " + calls + " callbacks");
    }

    private void step(AsyncChannel channel, int count, CompletableFuture<Void> over) {
        // A read that has to wait: one that completes at once calls back on the caller's stack, as futures do.
        CompletableFuture<String> read = channel.readLine();
        if (read.isDone()) {
            channel.write("echo\n");
            next(channel, count, over);
            return;
        }
        read.whenComplete((line, failure) -> callback(() -> {
            channel.write("echo\n").whenComplete((done, broken) -> {});
            channel.flush().whenComplete((done, broken) -> {});
            next(channel, count, over);
        }));
    }

    private void next(AsyncChannel channel, int count, CompletableFuture<Void> over) {
        if (count < 499) {
            channel.readExactly(0);
            step(channel, count + 1, over);
        } else {
            channel.closed().whenComplete((reason, never) -> callback(() -> over.complete(null)));
            channel.close();
        }
    }
}
