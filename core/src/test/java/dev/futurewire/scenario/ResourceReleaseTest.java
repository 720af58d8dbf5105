package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A closed connection releases everything: alarms, descriptors, memory. */
@Tag("alone")
final class ResourceReleaseTest {
    private static final int CONNECTIONS = 200;
    private static final File DESCRIPTORS = new File("/proc/self/fd");

    private final List<WeakReference<AsyncChannel>> channels = new CopyOnWriteArrayList<>();

    private CompletableFuture<Void> echo(AsyncChannel channel) {
        channels.add(new WeakReference<>(channel));
        return Futures.repeatWhile(() -> channel.readLine()
                .orTimeout(100, SECONDS)
                .thenCompose(line -> line == null
                        ? CompletableFuture.completedFuture(false)
                        : channel.write(line + "\n").thenApply(done -> !line.equals("BYE"))));
    }

    @Test
    void connectionsReleaseAlarmsDescriptorsAndMemory() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(this::echo)) {
            converse(server);
            int alarms = WheelTimer.shared().pending();
            int descriptors = descriptors();
            for (int i = 0; i < CONNECTIONS; i++) {
                converse(server);
            }
            Await.until("all have ended", () -> server.server().connections().isEmpty());
            Await.until("the alarms are cancelled", () -> WheelTimer.shared().pending() <= alarms);
            Await.until("the descriptors are closed", () -> descriptors() <= descriptors);
            Await.until("the channels are garbage", ResourceReleaseTest.this::areCollected);
        }
    }

    /** Ends the connection in one of several ways, in turn. */
    private void converse(LoopbackServer server) throws IOException {
        try (TcpPeer client = server.connect()) {
            client.send("hello\n");
            client.expectPeer("hello\n");
            switch (channels.size() % 4) {
                case 0 -> client.eof();
                case 1 -> client.send("BYE\n");
                case 2 -> client.reset();
                default -> client.peerClose();
            }
        }
    }

    private boolean areCollected() {
        System.gc();
        long left = channels.stream().filter(channel -> channel.get() != null).count();
        // A thread may still reference the last one.
        return left <= 2;
    }

    private static int descriptors() {
        String[] all = DESCRIPTORS.list();
        assumeTrue(all != null, "descriptors can be counted on Linux only");
        return all.length;
    }

    @Test
    void closedFuturesReleaseTheirAlarms() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(this::echo);
                TcpPeer client = server.connect()) {
            client.send("hello\n");
            client.expectPeer("hello\n");
            AsyncChannel channel = server.server().connections().iterator().next();
            int alarms = WheelTimer.shared().pending();
            for (int i = 0; i < 100; i++) {
                channel.closed().orTimeout(100, SECONDS).cancel(true);
            }
            Await.until("the alarms are cancelled", () -> WheelTimer.shared().pending() <= alarms);
        }
    }
}
