package dev.futurewire.testing;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.observe.ConnectionListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a connection in memory, in real time. The ends are channels as any others: their callbacks run on the loop threads that
 * connected channels share, so a test can wait for their futures, on its own thread or on a virtual one. There is no socket, and
 * neither end is among {@link dev.futurewire.observe.Connections#open()}.
 *
 * <pre>{@code
 * try (ChannelPair pair = ChannelPair.open()) {
 *     handler.handle(pair.server());
 *     pair.client().write("hello\n");
 *     assertEquals("hello", pair.client().readLine().get());
 * }
 * }</pre>
 *
 * <p>The end that {@link #server()} returns takes the role of the server in {@link AsyncChannel#startTls}. For tests in virtual time,
 * see {@link TestWorld}.
 */
public final class ChannelPair implements AutoCloseable {
    /** How many bytes each direction holds before writes wait: 64 KiB. */
    private static final int CAPACITY = 64 * 1024;

    private final StreamChannel client;
    private final StreamChannel server;

    private ChannelPair(StreamChannel client, StreamChannel server) {
        this.client = client;
        this.server = server;
    }

    /**
     * Opens a connection with default options.
     *
     * @return both ends, open
     * @throws IllegalStateException on the thread of a {@link TestWorld}
     * @throws UncheckedIOException if the operating system provides no resources for a loop
     */
    public static ChannelPair open() {
        return open(ChannelOptions.defaults(), ChannelOptions.defaults());
    }

    /**
     * Opens a connection.
     *
     * @param clientOptions the options of the client's end
     * @param serverOptions the options of the server's end
     * @return both ends, open
     * @throws IllegalArgumentException if the options include TLS, which begins with {@link AsyncChannel#startTls} here
     * @throws IllegalStateException on the thread of a {@link TestWorld}
     * @throws UncheckedIOException if the operating system provides no resources for a loop
     */
    public static ChannelPair open(ChannelOptions clientOptions, ChannelOptions serverOptions) {
        if (clientOptions.tls() != null || serverOptions.tls() != null) {
            throw new IllegalArgumentException(
                    "the options of a pair must not include TLS; call startTls on both ends");
        }
        if (VirtualLoop.current() != null) {
            throw new IllegalStateException(
                    "a pair is a connection in real time; on the thread of a TestWorld use TestWorld.connect");
        }
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, CAPACITY);
        try {
            return new ChannelPair(
                    StreamChannel.open(
                            pair.client(),
                            ClientLoops.shared(),
                            clientOptions,
                            new Owner(clientOptions.listener(), false),
                            null),
                    StreamChannel.open(
                            pair.server(),
                            ClientLoops.shared(),
                            serverOptions,
                            new Owner(serverOptions.listener(), true),
                            null));
        } catch (IOException noLoop) {
            throw new UncheckedIOException(noLoop);
        }
    }

    /** {@return the client's end} */
    public AsyncChannel client() {
        return client;
    }

    /** {@return the server's end} */
    public AsyncChannel server() {
        return server;
    }

    /** Aborts both ends. Idempotent. */
    @Override
    public void close() {
        client.abort();
        server.abort();
    }

    private record Owner(@Nullable ConnectionListener listener, boolean accepts) implements ChannelOwner {}
}
