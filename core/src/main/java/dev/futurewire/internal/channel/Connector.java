package dev.futurewire.internal.channel;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.transport.SocketTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** One attempt to connect. Withdrawing its future, or its deadline, closes the socket. */
public final class Connector extends WireFuture<AsyncChannel> implements CompletionHandler<Void, Object> {
    private final AsynchronousSocketChannel socket;
    private final GroupLoop loop;
    private final ChannelOptions options;
    private final SocketAddress address;
    private final Alarm deadline = new Alarm() {
        @Override
        protected void fire() {
            fail(new SocketTimeoutException("no connection to " + address + " within "
                    + options.connectTimeout().toMillis() + " ms"));
            close();
        }
    };

    private Connector(AsynchronousSocketChannel socket, GroupLoop loop, ChannelOptions options, SocketAddress address) {
        super(new Scope() {
            @Override
            public Timer timer() {
                return loop.timer();
            }

            @Override
            public void dispatch(Runnable completion) {
                LoopCall.submit(loop, "a callback of a connection attempt to " + address, completion);
            }
        });
        this.socket = socket;
        this.loop = loop;
        this.options = options;
        this.address = address;
    }

    /**
     * Connects.
     *
     * @param address where to
     * @param options of the new channel
     * @return as {@link AsyncChannel#connect(SocketAddress, ChannelOptions)}
     */
    public static CompletableFuture<AsyncChannel> connect(SocketAddress address, ChannelOptions options) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        AsynchronousSocketChannel socket = null;
        try {
            GroupLoop loop = ClientLoops.next();
            socket = AsynchronousSocketChannel.open(loop.group());
            socket.setOption(StandardSocketOptions.TCP_NODELAY, options.tcpNoDelay());
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
            Connector connector = new Connector(socket, loop, options, address);
            connector.start();
            return connector;
        } catch (IOException | RuntimeException failure) {
            if (socket != null) {
                close(socket);
            }
            return WireFuture.failed(null, failure);
        }
    }

    private void start() {
        Duration limit = options.connectTimeout();
        if (limit.compareTo(Duration.ofDays(36_500)) < 0) {
            loop.timer().set(deadline, Deadline.after(loop.timer().now(), limit.toNanos()));
        }
        whenDone(() -> loop.timer().cancel(deadline));
        try {
            socket.connect(address, this, this);
        } catch (RuntimeException refused) {
            loop.timer().cancel(deadline);
            throw refused;
        }
    }

    @Override
    public void completed(Void nothing, Object attachment) {
        SocketTransport transport;
        try {
            transport = new SocketTransport(socket);
        } catch (IOException gone) {
            close();
            fail(gone);
            return;
        }
        StreamChannel.open(transport, loop, options, ChannelHost.NOBODY, this::opened);
    }

    private void opened(StreamChannel channel) {
        TlsOptions tls = options.tls();
        if (tls == null) {
            connected(channel);
            return;
        }
        // The name that the program asked for, whatever the operating system calls the peer.
        channel.startTls(tls, false, address).whenComplete((session, failure) -> {
            if (failure == null) {
                connected(channel);
            } else {
                channel.abort();
                completeExceptionally(failure);
            }
        });
    }

    private void connected(StreamChannel channel) {
        if (!complete(channel)) {
            // Given up in the meantime.
            channel.abort();
        }
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
        close();
        fail(failure);
    }

    private void fail(Throwable failure) {
        LoopCall.submit(loop, "a callback of a connection attempt to " + address, () -> completeExceptionally(failure));
    }

    @Override
    Runnable withdraw() {
        return this::close;
    }

    @Override
    String describe() {
        return "connect to " + address;
    }

    private void close() {
        close(socket);
    }

    private static void close(AsynchronousSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It never was connected; there is nothing to lose.
        }
    }
}
