package dev.futurewire.frames;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.FrameDecoder;
import dev.futurewire.FrameTooLongException;
import dev.futurewire.observe.Operation;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadPendingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program's own decoder sees, and what happens to its results. */
final class OwnDecoderTest {
    /** A conversation; may fail with any exception. */
    private interface Scenario {
        void on(Connection connection) throws Exception;
    }

    private static void on(AnyWire wire, Setup setup, Scenario scenario) throws Exception {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, setup)) {
            scenario.on(connection);
        }
    }

    private static void inMemory(Scenario scenario) throws Exception {
        on(AnyWire.MEMORY, Setup.DEFAULT, scenario);
    }

    private static @Nullable Integer integer(ByteBuffer input) {
        return input.remaining() < 4 ? null : (Integer) input.getInt();
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void readsTypedFramesBetweenOtherReads(AnyWire wire) throws Exception {
        on(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            connection.peer().send(new byte[] {'h', 'i', '\n', 0, 0, 1, 2, -1, -1, -1, -1, 'x', '\n', 0, 0});
            assertEquals("hi", Await.value(channel.readLine()));
            assertEquals(0x102, Await.value(channel.read(OwnDecoderTest::integer)));
            assertEquals(-1, Await.value(channel.read(OwnDecoderTest::integer)));
            assertEquals("x", Await.value(channel.readLine()));
            CompletableFuture<@Nullable Integer> last = channel.read(OwnDecoderTest::integer);
            connection.peer().send(new byte[] {0, 7});
            assertEquals(7, Await.value(last));
            connection.peer().eof();
            assertNull(Await.value(channel.read(OwnDecoderTest::integer)));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void seesAllInputReadOnlyAndBigEndian(AnyWire wire) throws Exception {
        on(wire, Setup.DEFAULT, connection -> {
            connection.peer().send("abc");
            AsyncChannel channel = connection.channel();
            Await.until("the input arrives", () -> channel.snapshot().bytesIn() == 3);
            AtomicReference<ByteBuffer> seen = new AtomicReference<>();
            assertEquals("b", Await.value(channel.read(input -> {
                seen.set(input);
                assertTrue(input.isReadOnly());
                assertEquals(ByteOrder.BIG_ENDIAN, input.order());
                assertEquals(0, input.position());
                assertEquals(3, input.remaining());
                input.get();
                return Character.toString((char) input.get());
            })));
            assertArrayEquals(new byte[] {'c'}, Await.value(channel.read(10)));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void isCalledOnlyWhenMoreHasArrived(AnyWire wire) throws Exception {
        on(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<@Nullable Integer> read = channel.read(input -> {
                sizes.add(input.remaining());
                return integer(input);
            });
            for (int i = 1; i <= 3; i++) {
                connection.peer().send(new byte[] {0});
                int count = i;
                Await.until("it is called", () -> sizes.contains(count));
                // Turns without input.
                for (int turn = 0; turn < 3; turn++) {
                    Await.value(channel.write("x").thenCompose(done -> channel.flush()));
                }
                assertFalse(read.isDone());
            }
            connection.peer().send(new byte[] {9});
            assertEquals(9, Await.value(read));
            assertEquals(List.of(1, 2, 3, 4), List.copyOf(sizes));
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void isCalledInTheTurnOfTheConnection(AnyWire wire) throws Exception {
        on(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            connection.peer().send(new byte[400]);
            Await.until("the input arrives", () -> channel.snapshot().bytesIn() == 400);
            AtomicReference<Thread> callbacks = new AtomicReference<>();
            Await.value(channel.read(input -> {
                        callbacks.set(Thread.currentThread());
                        return integer(input);
                    })
                    .thenAccept(frame -> {}));
            for (int i = 1; i < 100; i++) {
                // Called by a thread of the program, where all input has arrived.
                AtomicReference<Thread> there = new AtomicReference<>();
                assertEquals((Integer) 0, Await.value(channel.<Integer>read(input -> {
                    there.set(Thread.currentThread());
                    return integer(input);
                })));
                assertSame(callbacks.get(), there.get());
            }
        });
    }

    @ParameterizedTest
    @EnumSource(AnyWire.class)
    void whatItThrowsFailsTheReadAndConsumesNothing(AnyWire wire) throws Exception {
        on(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            IOException checked = new IOException("of a test");
            IllegalArgumentException unchecked = new IllegalArgumentException("of a test");
            AssertionError error = new AssertionError("of a test");
            CompletableFuture<@Nullable String> pending = channel.read(input -> {
                throw checked;
            });
            connection.peer().send("line\n");
            assertSame(checked, Await.failure(pending));
            assertSame(unchecked, Await.failure(channel.read(input -> {
                input.get();
                throw unchecked;
            })));
            assertSame(error, Await.failure(channel.read(input -> {
                throw error;
            })));
            assertEquals("line", Await.value(channel.readLine()));
        });
    }

    @Test
    void aFrameWithoutMovementAndMovementWithoutAFrameAreErrors() throws Exception {
        inMemory(connection -> {
            AsyncChannel channel = connection.channel();
            connection.peer().send("line\n");
            assertInstanceOf(IllegalStateException.class, Await.failure(channel.read(input -> "frame")));
            assertInstanceOf(IllegalStateException.class, Await.failure(channel.read(input -> {
                input.get();
                return null;
            })));
            assertEquals("line", Await.value(channel.readLine()));
        });
    }

    @Test
    void aNullDecoderIsRefused() throws Exception {
        inMemory(connection -> {
            FrameDecoder<String> none = none();
            assertThrows(NullPointerException.class, () -> connection.channel().read(none));
        });
    }

    @SuppressWarnings("NullAway")
    private static <T> FrameDecoder<T> none() {
        return null;
    }

    @Test
    void afterAnOverlongFrameEveryReadFailsWithTheSameException() throws Exception {
        on(AnyWire.MEMORY, Setup.limit(8), connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<@Nullable String> read = channel.read(input -> null);
            connection.peer().send("12345678");
            Await.until("the input arrives", () -> channel.snapshot().bytesIn() == 8);
            assertFalse(read.isDone());
            connection.peer().send("9\nabc\n");
            Throwable failure = Await.failure(read);
            assertEquals(
                    8, assertInstanceOf(FrameTooLongException.class, failure).limit());
            connection.peer().send("line\n");
            assertSame(failure, Await.failure(channel.readLine()));
            assertSame(failure, Await.failure(channel.readExactly(1)));
            assertSame(failure, Await.failure(channel.read(FrameDecoder.fixed(1))));
            assertSame(failure, Await.failure(channel.read(OwnDecoderTest::integer)));
            connection.peer().eof();
            assertSame(failure, Await.failure(channel.readAll(100)));
            Await.value(channel.write("bye"));
            Await.value(channel.close());
            connection.peer().expectPeer("bye");
        });
    }

    @Test
    void mayCancelItsRead() throws Exception {
        inMemory(connection -> {
            AsyncChannel channel = connection.channel();
            AtomicReference<CompletableFuture<?>> own = new AtomicReference<>();
            CompletableFuture<@Nullable Integer> read = channel.read(input -> {
                own.get().cancel(false);
                return integer(input);
            });
            own.set(read);
            connection.peer().send(new byte[] {0, 0, 0, 5});
            assertInstanceOf(CancellationException.class, Await.failure(read));
            assertEquals(5, Await.value(channel.read(OwnDecoderTest::integer)));
        });
    }

    @Test
    void cannotReadFromItsChannel() throws Exception {
        inMemory(connection -> {
            AsyncChannel channel = connection.channel();
            // While the read waits.
            CompletableFuture<@Nullable Integer> read = channel.read(input -> {
                assertInstanceOf(ReadPendingException.class, Await.failure(channel.readExactly(1)));
                return integer(input);
            });
            connection.peer().send(new byte[] {0, 0, 0, 5});
            assertEquals(5, Await.value(read));
            // Inside the call of read.
            CompletableFuture<@Nullable Integer> nested = channel.readExactly(1)
                    .thenCompose(first -> channel.read(input -> {
                        Await.value(channel.readExactly(3));
                        return integer(input);
                    }));
            connection.peer().send(new byte[] {0, 0, 0, 6, 0, 0, 0, 7});
            assertInstanceOf(IllegalStateException.class, Await.failure(nested));
            assertEquals(7, Await.value(channel.read(OwnDecoderTest::integer)));
        });
    }

    @Test
    void closingInTheDecoderFailsTheRead() throws Exception {
        inMemory(connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<@Nullable Integer> read = channel.read(input -> {
                channel.abort();
                return integer(input);
            });
            connection.peer().send(new byte[] {0, 0, 0, 5});
            assertInstanceOf(AsynchronousCloseException.class, Await.failure(read));
        });
    }

    @Test
    void aTimeoutLeavesTheInput() throws Exception {
        inMemory(connection -> {
            AsyncChannel channel = connection.channel();
            connection.peer().send(new byte[] {0, 0, 0});
            assertInstanceOf(
                    TimeoutException.class,
                    Await.failure(channel.read(OwnDecoderTest::integer).orTimeout(20, MILLISECONDS)));
            assertEquals(
                    -5, Await.value(channel.read(OwnDecoderTest::integer).completeOnTimeout(-5, 20, MILLISECONDS)));
            connection.peer().send(new byte[] {8});
            assertEquals(
                    8, Await.value(channel.read(OwnDecoderTest::integer).completeOnTimeout(-5, 10_000, MILLISECONDS)));
        });
    }

    @Test
    void mayDelegateToADecoderOfTheLibrary() throws Exception {
        inMemory(connection -> {
            FrameDecoder<byte[]> prefixed = FrameDecoder.lengthPrefixed(2);
            FrameDecoder<byte[]> delimited = FrameDecoder.delimited((byte) ';');
            FrameDecoder<byte[]> fixed = FrameDecoder.fixed(3);
            FrameDecoder<String> any = input -> {
                byte[] content = switch (input.get(input.position())) {
                    case 0 -> prefixed.decode(input);
                    case '#' -> fixed.decode(input);
                    default -> delimited.decode(input);
                };
                return content == null ? null : new String(content, java.nio.charset.StandardCharsets.ISO_8859_1);
            };
            CompletableFuture<List<String>> all = new CompletableFuture<>();
            List<String> frames = new ArrayList<>();
            connection
                    .channel()
                    .forEachFrame(any, frame -> {
                        frames.add(frame);
                        return CompletableFuture.completedFuture(null);
                    })
                    .thenRun(() -> all.complete(frames));
            for (byte each : new byte[] {0, 2, 'a', 'b', 'x', 'y', ';', '#', '1', '2', ';', 0, 0}) {
                connection.peer().send(new byte[] {each});
            }
            connection.peer().eof();
            assertEquals(List.of("ab", "xy", "#12", "", ""), Await.value(all));
        });
    }

    @Test
    void isShownAsAReadOfAFrame() throws Exception {
        try (MemoryConnections connections = new MemoryConnections();
                Connection connection = connections.open(Role.CONNECTED)) {
            AsyncChannel channel = connection.channel();
            CompletableFuture<?> read = channel.read(OwnDecoderTest::integer);
            Await.until("it waits", () -> !channel.snapshot().awaiting().isEmpty());
            assertEquals(
                    Operation.READ_FRAME, channel.snapshot().awaiting().get(0).operation());
            assertEquals("read", Operation.READ_FRAME.methodName());
            read.cancel(false);
        }
    }
}
