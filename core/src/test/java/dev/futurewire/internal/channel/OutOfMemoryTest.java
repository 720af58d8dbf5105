package dev.futurewire.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An OutOfMemoryError in a turn closes its connection; the other connections of the loop continue. */
final class OutOfMemoryTest {
    private final MemoryLoop loop = new MemoryLoop(WheelTimer.shared());

    @AfterEach
    void end() {
        loop.shutdown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write", "shutdownOutput", "close"})
    void closesTheConnectionOfTheTurn(String method) {
        AtomicReference<@Nullable String> failing = new AtomicReference<>();
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 64 * 1024);
        StreamChannel channel =
                StreamChannel.open(failing(pair.server(), failing), loop, ChannelOptions.defaults(), new Host(), null);
        StreamChannel other = StreamChannel.open(
                MemoryTransport.pair(Runnable::run, Runnable::run, 64 * 1024).server(),
                loop,
                ChannelOptions.defaults());
        CompletableFuture<@Nullable String> read = channel.readLine();
        CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
        loop.submit(() -> begun.complete(null));
        Await.value(begun);
        failing.set(method);
        pair.client().listener(new Deaf());
        pair.client().write(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.US_ASCII)));
        Await.value(read);
        channel.write("answer\n");
        channel.close();
        Await.value(channel.closed());
        assertNull(failing.get(), "the error has been thrown");
        CompletableFuture<Void> alive = other.write("still\n");
        Await.value(alive);
        other.abort();
        assertEquals(CloseReason.ABORTED, Await.value(other.closed()));
        assertInstanceOf(IOException.class, Await.failure(channel.readLine()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void hasTheReasonMemoryLimit(String method) {
        AtomicReference<@Nullable String> failing = new AtomicReference<>();
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 64 * 1024);
        failing.set(method);
        StreamChannel channel =
                StreamChannel.open(failing(pair.server(), failing), loop, ChannelOptions.defaults(), new Host(), null);
        channel.write("x");
        assertEquals(CloseReason.MEMORY_LIMIT, Await.value(channel.closed()));
    }

    private static Transport failing(Transport real, AtomicReference<@Nullable String> failing) {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (self, method, arguments) -> {
                    if (method.getName().equals(failing.get())) {
                        failing.set(null);
                        throw new OutOfMemoryError("of a test");
                    }
                    return method.invoke(real, arguments);
                });
    }

    private static final class Host implements ChannelOwner {}

    private static final class Deaf implements TransportListener {
        @Override
        public void readCompleted(int count) {}

        @Override
        public void readFailed(IOException failure) {}

        @Override
        public void writeCompleted(int count) {}

        @Override
        public void writeFailed(IOException failure) {}
    }
}
