package dev.futurewire.frames;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.FrameDecoder;
import dev.futurewire.FrameTooLongException;
import dev.futurewire.support.AnyWire;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.StageKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All methods that read a stream record by record and await an action for each. */
final class ForEachRecordTest {
    /** A method, for records that end with a line feed. */
    enum Loop {
        LINES {
            @Override
            CompletableFuture<Void> start(AsyncChannel channel, Function<String, CompletionStage<?>> action) {
                return channel.forEachLine(action);
            }
        },
        LINE_BYTES {
            @Override
            CompletableFuture<Void> start(AsyncChannel channel, Function<String, CompletionStage<?>> action) {
                return channel.forEachLineBytes(line -> action.apply(text(line)));
            }
        },
        LINE_BUFFERS {
            @Override
            CompletableFuture<Void> start(AsyncChannel channel, Function<String, CompletionStage<?>> action) {
                return channel.forEachLineBuffer(line -> {
                    byte[] bytes = new byte[line.remaining()];
                    line.get(bytes);
                    return action.apply(text(bytes));
                });
            }
        },
        FRAMES {
            @Override
            CompletableFuture<Void> start(AsyncChannel channel, Function<String, CompletionStage<?>> action) {
                return channel.forEachFrame(FrameDecoder.delimited((byte) '\n'), frame -> action.apply(text(frame)));
            }
        },
        FRAMES_OF_AN_OWN_DECODER {
            @Override
            CompletableFuture<Void> start(AsyncChannel channel, Function<String, CompletionStage<?>> action) {
                FrameDecoder<byte[]> delimited = FrameDecoder.delimited((byte) '\n');
                return channel.forEachFrame(
                        input -> {
                            byte[] frame = delimited.decode(input);
                            return frame == null ? null : text(frame);
                        },
                        action);
            }
        };

        abstract CompletableFuture<Void> start(AsyncChannel channel, Function<String, CompletionStage<?>> action);

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(AnyWire.values())
                .flatMap(wire -> Stream.of(Loop.values()).map(loop -> Arguments.of(wire, loop)));
    }

    private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

    private interface Scenario {
        void on(Connection connection) throws Exception;
    }

    private static void with(AnyWire wire, Setup setup, Scenario scenario) throws Exception {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, setup)) {
            scenario.on(connection);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void takesAllInOrderAndAwaitsActions(AnyWire wire, Loop loop) throws Exception {
        with(wire, Setup.DEFAULT, connection -> {
            List<String> records = new ArrayList<>();
            List<CompletableFuture<Void>> actions = new ArrayList<>();
            CompletableFuture<Void> end = loop.start(connection.channel(), record -> {
                synchronized (actions) {
                    records.add(record);
                    if (record.startsWith("wait")) {
                        CompletableFuture<Void> action = new CompletableFuture<>();
                        actions.add(action);
                        return action;
                    }
                    return DONE;
                }
            });
            connection.peer().send("a\nb\nwait1\nc\nwait2\n\n");
            connection.peer().eof();
            for (int i = 0; i < 2; i++) {
                int number = i;
                Await.until("action " + i, () -> {
                    synchronized (actions) {
                        return actions.size() == number + 1;
                    }
                });
                assertFalse(end.isDone());
                synchronized (actions) {
                    assertEquals(i == 0 ? 3 : 5, records.size());
                }
                actions.get(i).complete(null);
            }
            Await.value(end);
            assertEquals(List.of("a", "b", "wait1", "c", "wait2", ""), records);
        });
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void failuresEndIt(AnyWire wire, Loop loop) throws Exception {
        with(wire, Setup.limit(8), connection -> {
            AsyncChannel channel = connection.channel();
            IOException failure = new IOException("of a test");
            IllegalStateException thrown = new IllegalStateException("of a test");
            connection.peer().send("a\nb\nc\nd\n");
            assertSame(failure, Await.failure(loop.start(channel, record -> CompletableFuture.failedFuture(failure))));
            assertSame(thrown, Await.failure(loop.start(channel, record -> {
                throw thrown;
            })));
            NullPointerException none = assertInstanceOf(
                    NullPointerException.class, Await.failure(loop.start(channel, record -> nothing())));
            assertTrue(none.getMessage().startsWith("the action of forEach"), none::getMessage);
            CompletableFuture<Void> late = new CompletableFuture<>();
            CompletableFuture<Void> end = loop.start(channel, record -> late);
            late.completeExceptionally(failure);
            assertSame(failure, Await.failure(end));
            connection.peer().send("e\n123456789\n");
            AtomicInteger count = new AtomicInteger();
            assertInstanceOf(FrameTooLongException.class, Await.failure(loop.start(channel, record -> {
                count.incrementAndGet();
                return DONE;
            })));
            assertEquals(1, count.get());
        });
    }

    @SuppressWarnings("NullAway") // what a program might do
    private static CompletionStage<?> nothing() {
        return null;
    }

    @ParameterizedTest
    @EnumSource(Loop.class)
    void anActionMayReturnAnyStage(Loop loop) throws Exception {
        for (StageKind kind : StageKind.values()) {
            with(AnyWire.MEMORY, Setup.DEFAULT, connection -> {
                AtomicInteger records = new AtomicInteger();
                connection.peer().send("x\n".repeat(300));
                connection.peer().eof();
                Await.value(loop.start(connection.channel(), record -> {
                    records.incrementAndGet();
                    return kind.of(CompletableFuture.completedFuture("done"));
                }));
                assertEquals(300, records.get(), kind::toString);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void givingUpWithdrawsTheRead(AnyWire wire, Loop loop) throws Exception {
        with(wire, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            CompletableFuture<Void> end = loop.start(channel, record -> DONE);
            Await.until("it reads", () -> !channel.snapshot().awaiting().isEmpty());
            assertTrue(end.thenApply(nothing -> nothing).cancel(false));
            assertInstanceOf(CancellationException.class, Await.failure(end));
            CompletableFuture<Void> timed =
                    loop.start(channel, record -> DONE).orTimeout(20, java.util.concurrent.TimeUnit.MILLISECONDS);
            assertInstanceOf(TimeoutException.class, Await.failure(timed));
            connection.peer().send("kept\n");
            assertEquals("kept", Await.value(channel.readLine()));
        });
    }

    @ParameterizedTest
    @EnumSource(Loop.class)
    void cancellingInTheActionLeavesTheNextRecord(Loop loop) throws Exception {
        with(AnyWire.MEMORY, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            AtomicReference<CompletableFuture<Void>> end = new AtomicReference<>();
            AtomicInteger records = new AtomicInteger();
            end.set(loop.start(channel, record -> {
                if (records.incrementAndGet() == 3) {
                    end.get().cancel(false);
                }
                return DONE;
            }));
            connection.peer().send("1\n2\n3\n4\n5\n");
            assertInstanceOf(CancellationException.class, Await.failure(end.get()));
            assertEquals("4", Await.value(channel.readLine()));
            assertEquals(3, records.get());
        });
    }

    @ParameterizedTest
    @EnumSource(Loop.class)
    void anActionMayReadAndClose(Loop loop) throws Exception {
        with(AnyWire.MEMORY, Setup.DEFAULT, connection -> {
            AsyncChannel channel = connection.channel();
            List<String> records = new ArrayList<>();
            CompletableFuture<Void> end = loop.start(channel, record -> {
                records.add(record);
                if (record.equals("q")) {
                    return channel.close();
                }
                return channel.readLine().thenAccept(records::add);
            });
            connection.peer().send("1\n2\n3\n4\nq\n5\n");
            connection.peer().eof();
            assertInstanceOf(java.nio.channels.ClosedChannelException.class, Await.failure(end));
            assertEquals(List.of("1", "2", "3", "4", "q"), records);
        });
    }

    @ParameterizedTest
    @EnumSource(Loop.class)
    @Tag("slow")
    void aMillionRecordsNeedConstantStackAndMemory(Loop loop) throws Exception {
        int count = 1_000_000;
        with(AnyWire.TCP, Setup.DEFAULT, connection -> {
            AtomicInteger records = new AtomicInteger();
            AtomicInteger deepest = new AtomicInteger();
            CompletableFuture<Void> end = loop.start(connection.channel(), record -> {
                if (records.incrementAndGet() % 100_000 == 0) {
                    deepest.accumulateAndGet(Thread.currentThread().getStackTrace().length, Math::max);
                }
                return DONE;
            });
            Thread sender = new Thread(() -> {
                byte[] block = "some record\n".repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
                for (int i = 0; i < count / 1000; i++) {
                    connection.peer().send(block);
                }
                connection.peer().eof();
            });
            System.gc();
            long before = used();
            sender.start();
            Await.until("half is read", () -> records.get() > count / 2);
            System.gc();
            long held = used() - before;
            Await.value(end, Duration.ofSeconds(60));
            sender.join(SECONDS.toMillis(10));
            assertEquals(count, records.get());
            assertTrue(deepest.get() < 200, () -> deepest + " frames of the stack");
            assertTrue(held < 32 << 20, () -> held + " bytes");
        });
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
