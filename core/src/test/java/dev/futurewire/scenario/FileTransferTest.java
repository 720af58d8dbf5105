package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.Operation;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files are written to a channel and read from one, in order, with backpressure and never on the loop. */
final class FileTransferTest {
    private static final int SIZE = 300_001;

    @TempDir
    private Path folder;

    private byte[] content;
    private Path path;

    @BeforeEach
    void createFile() throws IOException {
        content = new byte[SIZE];
        new Random(1).nextBytes(content);
        path = Files.write(folder.resolve("content"), content);
    }

    private interface Scenario {
        void on(Connection connection, FileChannel file) throws Exception;
    }

    private void with(AnyWire wire, Setup setup, Scenario scenario) throws Exception {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, setup)) {
            scenario.on(connection, file);
        }
    }

    private FileChannel target() throws IOException {
        return FileChannel.open(folder.resolve("target"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private byte[] written() throws IOException {
        return Files.readAllBytes(folder.resolve("target"));
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void laterWritesFollowTheFile(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            channel.write("head");
            CompletableFuture<Long> first = channel.writeFrom(file, 0, SIZE);
            channel.write("between");
            CompletableFuture<Long> second = channel.writeFrom(file, 100, 70_000);
            channel.write("tail");
            CompletableFuture<Void> flushed = channel.flush();
            connection.peer().expectPeer("head");
            connection.peer().expectPeer(content);
            connection.peer().expectPeer("between");
            connection.peer().expectPeer(part(100, 70_100));
            connection.peer().expectPeer("tail");
            assertEquals((Long) (long) SIZE, Await.value(first));
            assertEquals(70_000L, (long) Await.value(second));
            Await.value(flushed);
            assertEquals(0, file.position());
            assertEquals(SIZE + 70_000 + 15, channel.snapshot().bytesOut());
            Await.until("nothing is queued", () -> channel.snapshot().queuedOutput() == 0);
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void inTheTurnAndFromOtherThreads(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Long> sent = channel.readLine().thenCompose(line -> {
                channel.write(line);
                CompletableFuture<Long> file1 = channel.writeFrom(file, 10, 20);
                assertFalse(file1.isDone());
                channel.write("!");
                return file1;
            });
            connection.peer().send("get\n");
            connection.peer().expectPeer("get");
            connection.peer().expectPeer(part(10, 30));
            connection.peer().expectPeer("!");
            assertEquals(20L, (long) Await.value(sent));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void endsWithTheFile(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Long> rest = channel.writeFrom(file, SIZE - 5, Long.MAX_VALUE);
            CompletableFuture<Long> none = channel.writeFrom(file, SIZE + 1_000L, 10);
            CompletableFuture<Long> nothing = channel.writeFrom(file, 7, 0);
            channel.write(".");
            CompletableFuture<Void> flushed = channel.flush();
            CompletableFuture<Long> all = channel.writeFrom(file, 0, Long.MAX_VALUE);
            CompletableFuture<Void> ended = channel.shutdownOutput();
            connection.peer().expectPeer(part(SIZE - 5, SIZE));
            connection.peer().expectPeer(".");
            assertEquals(5L, (long) Await.value(rest));
            assertEquals(0L, (long) Await.value(none));
            assertEquals(0L, (long) Await.value(nothing));
            Await.value(flushed);
            connection.peer().expectPeer(content);
            connection.peer().expectPeerEof();
            assertEquals((long) SIZE, (long) Await.value(all));
            Await.value(ended);
            CompletableFuture<Throwable> late = new CompletableFuture<>();
            channel.writeFrom(file, 0, 1).whenComplete((sent, failure) -> late.complete(failure));
            assertInstanceOf(ClosedChannelException.class, Await.value(late));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void closeSendsTheFileFirst(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            channel.writeFrom(file, 0, SIZE);
            channel.write("tail");
            CompletableFuture<CloseReason> closed = channel.close();
            connection.peer().expectPeer(content);
            connection.peer().expectPeer("tail");
            connection.peer().expectPeerEof();
            connection.peer().peerClose();
            assertEquals(CloseReason.LOCAL_CLOSE, Await.value(closed));
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = AnyWire.class,
            names = {"MEMORY", "TLS13_MEMORY", "TLS12_MEMORY"})
    void aSlowPeerLimitsWhatIsRead(AnyWire wire) throws Exception {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        AtomicInteger reads = new AtomicInteger();
        FileChannel endless = mock(FileChannel.class);
        when(endless.read(any(ByteBuffer.class), anyLong())).thenAnswer(call -> {
            threads.add(Thread.currentThread());
            reads.incrementAndGet();
            ByteBuffer target = call.getArgument(0);
            int count = target.remaining();
            target.put(new byte[count]);
            return count;
        });
        with(wire, Setup.backpressure(1000, 200, 1000), (connection, file) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Long> sent = channel.writeFrom(endless, 0, Long.MAX_VALUE);
            Await.until("it is full", () -> channel.snapshot().queuedOutput() >= 64 * 1024);
            connection.peer().expectPeer(new byte[1_000_000]);
            Await.value(channel.flush().orTimeout(1, MILLISECONDS).handle((done, failure) -> null));
            assertTrue(reads.get() <= 2 + 16 + 4, reads + " blocks were read");
            assertTrue(channel.snapshot().queuedOutput() <= 128 * 1024);
            assertEquals(
                    Operation.WRITE_FROM, channel.snapshot().awaiting().get(0).operation());
            threads.forEach(each -> assertTrue(each.getName().startsWith("futurewire-file-"), each::getName));
            channel.abort();
            assertInstanceOf(IOException.class, Await.failure(sent));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aFileThatCannotBeReadFailsOnlyItsFuture(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            FileChannel closed = FileChannel.open(path);
            closed.close();
            FileChannel writable = FileChannel.open(path, StandardOpenOption.WRITE);
            CompletableFuture<Long> one = channel.writeFrom(closed, 0, 10);
            CompletableFuture<Long> two = channel.writeFrom(writable, 0, 10);
            CompletableFuture<Long> three = channel.writeFrom(file, 0, 3);
            channel.write("next");
            assertInstanceOf(ClosedChannelException.class, Await.failure(one));
            assertInstanceOf(NonReadableChannelException.class, Await.failure(two));
            assertEquals(3L, (long) Await.value(three));
            connection.peer().expectPeer(part(0, 3));
            connection.peer().expectPeer("next");
            Await.value(channel.flush());
            writable.close();
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void cancellingWithdrawsNothing(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Long> sent = channel.writeFrom(file, 0, SIZE);
            // False if all of it has been sent already.
            boolean cancelled = sent.cancel(false);
            channel.write("tail");
            connection.peer().expectPeer(content);
            connection.peer().expectPeer("tail");
            assertEquals(cancelled, sent.isCancelled());
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aResetFailsTheTransfer(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Long> last = null;
            for (int i = 0; i < 100; i++) {
                last = channel.writeFrom(file, 0, SIZE);
            }
            connection.peer().expectPeer(part(0, 1000));
            connection.peer().reset();
            assertInstanceOf(IOException.class, Await.failure(last));
        });
    }

    @Test
    void illegalArguments() throws Exception {
        with(AnyWire.MEMORY, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            assertInstanceOf(IllegalArgumentException.class, Await.failure(channel.writeFrom(file, -1, 1)));
            assertInstanceOf(IllegalArgumentException.class, Await.failure(channel.writeFrom(file, 0, -1)));
            assertInstanceOf(IllegalArgumentException.class, Await.failure(channel.readTo(file, -1, 1)));
            assertInstanceOf(IllegalArgumentException.class, Await.failure(channel.readTo(file, 0, -1)));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void readsSoManyBytesToAFile(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            try (FileChannel target = target()) {
                CompletableFuture<String> line = channel.readLine()
                        .thenCompose(first -> channel.readTo(target, 3, SIZE).thenCompose(count -> {
                            assertEquals((long) SIZE, (long) count);
                            return channel.readLine();
                        }));
                connection.peer().send("head\n");
                connection.peer().send(content);
                connection.peer().send("tail\n");
                assertEquals("tail", Await.value(line));
                assertEquals(0L, (long) Await.value(channel.readTo(target, 0, 0)));
                byte[] all = written();
                assertEquals(SIZE + 3, all.length);
                assertArrayEquals(content, Arrays.copyOfRange(all, 3, all.length));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void readsToTheEndOfTheStream(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            try (FileChannel target = target()) {
                CompletableFuture<Long> read = channel.readTo(target, 0, Long.MAX_VALUE);
                connection.peer().send(content);
                connection.peer().eof();
                assertEquals((long) SIZE, (long) Await.value(read));
                assertArrayEquals(content, written());
                assertEquals(0L, (long) Await.value(channel.readTo(target, 0, 5)));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aTimeoutWithdrawsTheRead(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            try (FileChannel target = target()) {
                CompletableFuture<Long> read = channel.readTo(target, 0, 100);
                Await.until(
                        "it waits",
                        () -> channel.snapshot().awaiting().stream()
                                .anyMatch(each -> each.operation() == Operation.READ_TO));
                assertInstanceOf(TimeoutException.class, Await.failure(read.orTimeout(20, MILLISECONDS)));
                connection.peer().send("line\n");
                assertEquals("line", Await.value(channel.readLine()));
                assertEquals(0, written().length);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void aFileThatCannotBeWrittenFailsTheFuture(AnyWire wire) throws Exception {
        with(wire, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Long> read = channel.readTo(file, 0, 3);
            connection.peer().send("abcline\n");
            assertInstanceOf(NonWritableChannelException.class, Await.failure(read));
            assertEquals("line", Await.value(channel.readLine()));
        });
    }

    @Test
    void aSlowFileSlowsDownThePeer() throws Exception {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> release = new CompletableFuture<>();
        FileChannel slow = mock(FileChannel.class);
        when(slow.write(any(ByteBuffer.class), anyLong())).thenAnswer(call -> {
            threads.add(Thread.currentThread());
            release.join();
            ByteBuffer source = call.getArgument(0);
            int count = source.remaining();
            source.position(source.limit());
            return count;
        });
        with(AnyWire.MEMORY, Setup.DEFAULT, (connection, file) -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Long> read = channel.readTo(slow, 0, Long.MAX_VALUE);
            for (int i = 0; i < 100; i++) {
                connection.peer().send(content);
            }
            connection.peer().eof();
            Await.until("it writes", () -> !threads.isEmpty());
            Await.value(CompletableFuture.runAsync(() -> {}, channel.executor()));
            assertTrue(
                    channel.snapshot().bytesIn() < 1_000_000,
                    () -> channel.snapshot().bytesIn() + " bytes");
            release.complete(null);
            assertEquals(100L * SIZE, (long) Await.value(read));
            threads.forEach(each -> assertTrue(each.getName().startsWith("futurewire-file-"), each::getName));
        });
    }
}
