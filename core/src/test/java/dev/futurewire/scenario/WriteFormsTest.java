package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.WriteQueueFullException;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines, parts of arrays and several buffers, written in the connection's turn and by other threads. */
final class WriteFormsTest {
    /** The thread that writes. */
    enum Writer {
        HANDLER {
            @Override
            CompletableFuture<Void> write(AsyncChannel channel, Function<AsyncChannel, CompletableFuture<Void>> what) {
                return CompletableFuture.supplyAsync(() -> what.apply(channel), channel.executor())
                        .thenCompose(done -> done);
            }
        },
        OTHER_THREAD {
            @Override
            CompletableFuture<Void> write(AsyncChannel channel, Function<AsyncChannel, CompletableFuture<Void>> what) {
                return what.apply(channel);
            }
        };

        abstract CompletableFuture<Void> write(
                AsyncChannel channel, Function<AsyncChannel, CompletableFuture<Void>> what);
    }

    private interface Scenario {
        void on(Connection connection, Writer writer) throws IOException;
    }

    private static void with(AnyWire wire, Setup setup, Scenario scenario) throws IOException {
        for (Writer writer : Writer.values()) {
            try (Connections connections = wire.connections();
                    Connection connection = connections.open(Role.ACCEPTED, setup)) {
                scenario.on(connection, writer);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void linesAreTerminatedAndCounted(AnyWire wire) throws IOException {
        with(wire, Setup.DEFAULT, (connection, writer) -> {
            AsyncChannel channel = connection.channel();
            Await.value(writer.write(channel, to -> to.writeLine("h\u00e9llo")));
            Await.value(writer.write(channel, to -> to.writeLine("")));
            Await.value(writer.write(channel, to -> to.writeLine(CharBuffer.wrap("a b"))));
            connection.peer().expectPeer("h\u00e9llo\n\na b\n");
            assertEquals(3, channel.snapshot().linesOut());
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void linesCannotContainLines(AnyWire wire) throws IOException {
        with(wire, Setup.DEFAULT, (connection, writer) -> {
            AsyncChannel channel = connection.channel();
            for (String text : new String[] {"a\nb", "a\n", "\r", "a\r\nQUIT"}) {
                assertInstanceOf(
                        IllegalArgumentException.class, Await.failure(writer.write(channel, to -> to.writeLine(text))));
            }
            assertInstanceOf(
                    CharacterCodingException.class, Await.failure(writer.write(channel, to -> to.writeLine("\ud800"))));
            // Other separators are data.
            Await.value(writer.write(channel, to -> to.writeLine("a\u2028b\u0085\u000b")));
            connection.peer().expectPeer("a\u2028b\u0085\u000b\n");
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void partsOfArrays(AnyWire wire) throws IOException {
        with(wire, Setup.DEFAULT, (connection, writer) -> {
            AsyncChannel channel = connection.channel();
            byte[] array = bytes("<hello>");
            Await.value(writer.write(channel, to -> {
                CompletableFuture<Void> done = to.write(array, 1, 5);
                Arrays.fill(array, (byte) '#');
                return done;
            }));
            Await.value(writer.write(channel, to -> to.write(array, 7, 0)));
            connection.peer().expectPeer("hello");
            int[][] illegal = {{-1, 2}, {0, 8}, {7, 1}, {8, 0}, {2, -1}, {1, Integer.MAX_VALUE}, {Integer.MAX_VALUE, 1}
            };
            for (int[] part : illegal) {
                assertInstanceOf(
                        IndexOutOfBoundsException.class,
                        Await.failure(writer.write(channel, to -> to.write(array, part[0], part[1]))));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void severalBuffers(AnyWire wire) throws IOException {
        with(wire, Setup.DEFAULT, (connection, writer) -> {
            AsyncChannel channel = connection.channel();
            byte[] behind = bytes("xab");
            ByteBuffer[] buffers = {
                ByteBuffer.wrap(behind, 1, 2).slice(),
                ByteBuffer.allocateDirect(2).put(bytes("cd")).flip(),
                ByteBuffer.allocate(0),
                ByteBuffer.wrap(bytes("xefg"), 1, 2).asReadOnlyBuffer()
            };
            Await.value(writer.write(channel, to -> {
                CompletableFuture<Void> done = to.write(buffers);
                Arrays.fill(behind, (byte) '#');
                return done;
            }));
            for (ByteBuffer each : buffers) {
                assertEquals(0, each.remaining());
            }
            Await.value(writer.write(channel, AsyncChannel::write));
            connection.peer().expectPeer("abcdef");
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void nothingIsQueuedOfARefusedWrite(AnyWire wire) throws IOException {
        int cap = ChannelOptions.DEFAULT_MAX_QUEUED_BYTES;
        with(wire, Setup.DEFAULT, (connection, writer) -> {
            AsyncChannel channel = connection.channel();
            int longest = ChannelOptions.defaults().maxWriteBytes();
            ByteBuffer small = ByteBuffer.allocate(10);
            ByteBuffer large = ByteBuffer.allocate(longest - 9);
            assertInstanceOf(
                    WriteQueueFullException.class, Await.failure(writer.write(channel, to -> to.write(small, large))));
            assertEquals(10, small.remaining());
            assertEquals(longest - 9, large.remaining());
            assertEquals(4 * cap, longest);
            Await.value(channel.write("x"));
            connection.peer().expectPeer("x");
            Await.value(channel.shutdownOutput());
            assertInstanceOf(
                    ClosedChannelException.class, Await.failure(writer.write(channel, to -> to.writeLine("late"))));
            assertInstanceOf(
                    ClosedChannelException.class,
                    Await.failure(writer.write(channel, to -> to.write(small, ByteBuffer.allocate(0)))));
            assertEquals(10, small.remaining());
            assertInstanceOf(
                    ClosedChannelException.class,
                    Await.failure(writer.write(channel, to -> to.write(new byte[3], 1, 1))));
        });
    }
}
