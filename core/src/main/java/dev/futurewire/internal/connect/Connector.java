package dev.futurewire.internal.connect;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.FutureTimeout;
import dev.futurewire.internal.future.ResourceFuture;
import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.transport.SocketTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is to be made: a name is looked up, its addresses race ({@link AddressRace}), the first socket that
 * connects becomes the channel and the others are closed, and the channel starts TLS if it is to. The deadline is for all of
 * it. However the future is completed without its channel, all sockets are closed.
 */
public final class Connector extends ResourceFuture<AsyncChannel>
        implements CompletionHandler<Void, @Nullable AsynchronousSocketChannel> {
    private final GroupLoop loop;
    private final ChannelOptions options;
    private final SocketAddress address;
    private final AddressRace race = new AddressRace();
    private final Set<AsynchronousSocketChannel> sockets = ConcurrentHashMap.newKeySet();

    /** What the winner has become; null before. */
    private volatile @Nullable StreamChannel channel;

    private final Alarm deadline = new Alarm() {
        @Override
        protected void fire() {
            // A connection that was made in time is taken even if this is late.
            loop.afterArrivals(Connector.this::expire);
        }
    };

    private final Alarm nextAttempt = new Alarm() {
        @Override
        protected void fire() {
            loop.submit(Connector.this::attempt);
        }
    };

    private Connector(GroupLoop loop, ChannelOptions options, SocketAddress address) {
        super(new FutureContext() {
            @Override
            public long id() {
                return 0;
            }

            @Override
            public Timer timer() {
                return loop.timer();
            }

            @Override
            public void dispatch(Runnable completion) {
                LoopCall.submit(loop, "a callback of a connection attempt to " + address, completion);
            }
        });
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
        try {
            Connector connector = new Connector(ClientLoops.next(), options, address);
            connector.start();
            return connector;
        } catch (IOException failure) {
            return ChannelFuture.failed(null, failure);
        }
    }

    /** As if a name had these addresses. */
    static Connector connect(SocketAddress name, List<InetSocketAddress> addresses, ChannelOptions options)
            throws IOException {
        Connector connector = new Connector(ClientLoops.next(), options, name);
        connector.arm();
        connector.race.begin(addresses);
        connector.attempt();
        return connector;
    }

    /** How many attempts are under way. */
    int attempts() {
        return sockets.size();
    }

    private void start() {
        arm();
        if (address instanceof InetSocketAddress name && name.isUnresolved()) {
            HostResolver.resolve(name.getHostString(), found -> resolved(found, name.getPort()), this::fail);
        } else {
            race.begin(List.of(address));
            attempt();
        }
    }

    private void arm() {
        long limit = Nanos.of(options.connectTimeout());
        if (limit != Nanos.NEVER) {
            loop.timer().set(deadline, FutureTimeout.after(loop.timer().now(), limit));
        }
        whenDone((value, failure) -> {
            loop.timer().cancel(deadline);
            loop.timer().cancel(nextAttempt);
            if (value == null || value != channel) {
                closeAll();
            }
        });
    }

    /** On a resolver's thread. */
    private void resolved(List<InetAddress> found, int port) {
        List<InetAddress> order = AddressRace.interleaved(AddressRace.reachableFrom(options.localAddress(), found));
        if (race.begin(
                order.stream().map(each -> new InetSocketAddress(each, port)).toList())) {
            loop.submit(this::attempt);
        }
    }

    /** Tries the next address, if there is one. */
    private void attempt() {
        SocketAddress next = race.next();
        if (next == null) {
            return;
        }
        if (race.more()) {
            loop.timer().set(nextAttempt, loop.timer().now() + AddressRace.DELAY_NANOS);
        }
        AsynchronousSocketChannel socket = null;
        try {
            socket = AsynchronousSocketChannel.open(loop.group());
            sockets.add(socket);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, options.tcpNoDelay());
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
            InetSocketAddress local = options.localAddress();
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(next, socket, this);
            if (race.over() && sockets.contains(socket)) {
                // It was over while this one began. (The winner is no longer among them.)
                close(socket);
            }
        } catch (IOException | RuntimeException failure) {
            failed(failure, socket);
        }
    }

    @Override
    public void completed(Void nothing, @Nullable AsynchronousSocketChannel socket) {
        try {
            take(socket);
        } catch (Throwable failure) {
            close(socket);
            Survival.survived("a connection could not be made use of", failure);
            Survival.insist("a failed connection could not be reported", () -> fail(failure));
        }
    }

    private void take(@Nullable AsynchronousSocketChannel socket) {
        if (socket == null) {
            return;
        }
        sockets.remove(socket);
        if (selfConnected(socket)) {
            failed(
                    new ConnectException(
                            "no socket listens at " + address + ": the connection was one of that port to itself"),
                    socket);
            return;
        }
        if (!race.won()) {
            close(socket);
            return;
        }
        loop.timer().cancel(nextAttempt);
        closeSockets();
        SocketTransport transport;
        try {
            transport = new SocketTransport(socket, loop.reads());
        } catch (IOException gone) {
            close(socket);
            fail(gone);
            return;
        }
        StreamChannel.open(transport, loop, options, ChannelOwner.NONE, this::opened);
    }

    private void opened(StreamChannel opened) {
        channel = opened;
        if (isDone() || abandoned()) {
            // While its channel was made.
            opened.abort();
            return;
        }
        TlsOptions tls = options.tls();
        if (tls == null) {
            connected(opened);
            return;
        }
        // The name that the program asked for, whatever the operating system calls the peer.
        opened.startTls(tls, false, address).whenComplete((session, failure) -> {
            if (failure == null) {
                connected(opened);
            } else {
                completeExceptionally(failure);
            }
        });
    }

    private void connected(StreamChannel made) {
        if (abandoned()) {
            completeExceptionally(new AsynchronousCloseException());
        } else if (!complete(made) || abandoned()) {
            made.abort();
        }
    }

    @Override
    public void failed(Throwable failure, @Nullable AsynchronousSocketChannel socket) {
        try {
            lost(failure, socket);
        } catch (Throwable again) {
            Survival.survived("an attempt to connect failed, and so did dealing with that", again);
            Survival.insist("a failed attempt could not be reported", () -> fail(failure));
        }
    }

    private void lost(Throwable failure, @Nullable AsynchronousSocketChannel socket) {
        close(socket);
        if (race.lost(failure)) {
            fail(race.failure());
        } else if (race.more()) {
            loop.submit(this::attempt);
        }
    }

    private void expire() {
        fail(new SocketTimeoutException("no connection to " + address + " within "
                + options.connectTimeout().toMillis() + " ms"));
    }

    private void fail(Throwable failure) {
        LoopCall.submit(loop, "a callback of a connection attempt to " + address, () -> completeExceptionally(failure));
    }

    @Override
    protected void discard() {
        closeAll();
        // Of no use if it was this that was given up, and not a stage derived from it.
        fail(new AsynchronousCloseException());
    }

    @Override
    protected String describe() {
        return "connect to " + address;
    }

    private void closeAll() {
        race.end();
        closeSockets();
        StreamChannel made = channel;
        if (made != null) {
            made.abort();
        }
    }

    private void closeSockets() {
        sockets.forEach(this::close);
    }

    /**
     * Whether both ends of a socket are the same: where no socket listens on a port of this machine, the operating system may
     * choose that port for our end, and the attempt meets itself (RFC 9293, 3.5: simultaneous open).
     */
    private static boolean selfConnected(AsynchronousSocketChannel socket) {
        try {
            return socket.getLocalAddress() instanceof InetSocketAddress local
                    && socket.getRemoteAddress() instanceof InetSocketAddress remote
                    && local.getPort() == remote.getPort()
                    && (local.getAddress().equals(remote.getAddress())
                            || remote.getAddress().isAnyLocalAddress());
        } catch (IOException closed) {
            return false;
        }
    }

    private void close(@Nullable AsynchronousSocketChannel socket) {
        if (socket == null) {
            return;
        }
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException ignored) {
            // It never was connected; there is nothing to lose.
        }
    }
}
