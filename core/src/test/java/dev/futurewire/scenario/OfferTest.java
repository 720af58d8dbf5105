package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Broadcasts with {@code offer}: a slow peer is left out until it has caught up. */
final class OfferTest {
    private static final Setup SLOW = Setup.backpressure(1000, 200, 100);

    private interface Scenario {
        void on(Connection connection) throws Exception;
    }

    private static void with(AnyWire wire, Setup setup, Scenario scenario) throws Exception {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, setup)) {
            scenario.on(connection);
        }
    }

    private static boolean offerInTurn(AsyncChannel channel, byte[] bytes) {
        return Await.value(CompletableFuture.supplyAsync(() -> channel.offer(bytes), channel.executor()));
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void sendsWhatWasAccepted(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            assertTrue(channel.isWritable());
            byte[] bytes = {'a', 'b'};
            assertTrue(channel.offer(bytes));
            bytes[0] = '#';
            assertTrue(offerInTurn(channel, new byte[] {'c'}));
            assertTrue(channel.offer(new byte[0]));
            connection.peer().expectPeer("abc");
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void hasRoomUntilTheHighWaterMark(AnyWire wire) throws Exception {
        with(wire, SLOW, connection -> {
            AsyncChannel channel = connection.channel();
            byte[] message = new byte[90];
            long accepted = 0;
            while (channel.offer(message)) {
                accepted += message.length;
                assertTrue(accepted < 100_000_000, "everything is accepted");
            }
            Await.value(turn(channel));
            long queued = channel.snapshot().queuedOutput();
            assertTrue(queued < 1000 + message.length, queued + " bytes are queued");
            connection.peer().expectPeer(new byte[(int) accepted]);
            Await.until("it is writable", channel::isWritable);
            assertTrue(channel.offer(new byte[] {'x'}));
            connection.peer().expectPeer("x");
        });
    }

    private static CompletableFuture<Void> turn(AsyncChannel channel) {
        return CompletableFuture.runAsync(() -> {}, channel.executor());
    }

    @Test
    void acceptsAMessageOfAnyLength() throws Exception {
        with(AnyWire.MEMORY, SLOW, connection -> {
            AsyncChannel channel = connection.channel();
            byte[] large = new byte[70 << 20];
            assertTrue(channel.offer(large));
            assertFalse(channel.offer(new byte[1]));
            assertFalse(offerInTurn(channel, new byte[1]));
        });
    }

    /** Occupies the channel's turn until the latch is released. */
    private static CountDownLatch occupyTurn(AsyncChannel channel) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        channel.executor().execute(() -> {
            busy.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        busy.await();
        return release;
    }

    @Test
    void countsAtOnceWhileTheTurnIsBusy() throws Exception {
        with(AnyWire.MEMORY, SLOW, connection -> {
            AsyncChannel channel = connection.channel();
            CountDownLatch release = occupyTurn(channel);
            int accepted = 0;
            byte[] message = new byte[100];
            while (channel.offer(message)) {
                accepted++;
                assertTrue(accepted < 1_000, "offers are not counted");
            }
            assertEquals(10, accepted);
            assertFalse(channel.isWritable());
            release.countDown();
            connection.peer().expectPeer(new byte[1000]);
            Await.until("it is writable", channel::isWritable);
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void isFalseAfterTheEndOfTheOutput(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            Await.value(channel.shutdownOutput());
            assertFalse(channel.offer(new byte[] {1}));
            assertFalse(offerInTurn(channel, new byte[] {1}));
            assertFalse(channel.isWritable());
        });
        with(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            channel.close();
            assertFalse(channel.offer(new byte[] {1}));
            assertFalse(channel.isWritable());
            channel.abort();
            Await.value(channel.closed());
            assertFalse(channel.offer(new byte[] {1}));
            assertFalse(channel.isWritable());
        });
    }

    @Test
    void isFalseOnceTheOutputWasShutDownWhileTheTurnIsBusy() throws Exception {
        with(AnyWire.MEMORY, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            CountDownLatch release = occupyTurn(channel);
            assertTrue(channel.offer(new byte[] {'a'}));
            CompletableFuture<Void> shutDown = channel.shutdownOutput();
            assertFalse(channel.isWritable());
            assertFalse(channel.offer(new byte[] {'b'}));
            release.countDown();
            Await.value(shutDown);
            connection.peer().expectPeer("a");
        });
    }

    @Test
    void isFalseOnABrokenConnection() throws Exception {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.CONNECTED)) {
            AsyncChannel channel = connection.channel();
            connection.peer().reset();
            Await.until("it is broken", () -> !channel.isWritable());
            assertFalse(channel.offer(new byte[] {1}));
        }
    }
}
