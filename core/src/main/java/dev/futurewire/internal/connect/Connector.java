package dev.futurewire.internal.connect;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.internal.channel.ChannelEvents;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureTimeout;
import dev.futurewire.internal.future.LoopContext;
import dev.futurewire.internal.future.ResourceFuture;
import dev.futurewire.internal.loop.ClientLoops;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.registry.ConnectedChannels;
import dev.futurewire.internal.simulation.Simulation;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Nanos;
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
 * Future of a connection attempt.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The {@link HostResolver} looks up the host name; its addresses race (see {@link AddressRace}). The first socket to connect
 * becomes the channel and the others are closed. The channel then performs the TLS handshake if its options ask for TLS. The
 * connect timeout covers all of these steps.
 *
 * <p>If this future completes without its channel, by a failure, a timeout or a cancellation, all sockets are closed. The
 * race decides between a success and a cancellation at the same time: a socket that connects after the race is over is closed.
 */
public final class Connector extends ResourceFuture<AsyncChannel>
        implements CompletionHandler<Void, @Nullable AsynchronousSocketChannel> {
    private final GroupLoop loop;
    private final ChannelOptions options;
    private final SocketAddress address;
    private final AddressRace race = new AddressRace();
    private final Set<AsynchronousSocketChannel> sockets = ConcurrentHashMap.newKeySet();

    /** The channel over the winning socket; null before. */
    private volatile @Nullable StreamChannel channel;

    private final Alarm deadline = new Alarm() {
        @Override
        protected void fire() {
            // A connection established in time wins even if its completion is processed later.
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
        super(new LoopContext(loop, () -> "a callback of a connection attempt to " + address));
        this.loop = loop;
        this.options = options;
        this.address = address;
    }

    /**
     * Connects to an address.
     *
     * @param address the remote address, resolved or not
     * @param options the options of the new channel
     * @return as {@link AsyncChannel#connect(SocketAddress, ChannelOptions)}
     */
    public static CompletableFuture<AsyncChannel> connect(SocketAddress address, ChannelOptions options) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        Simulation simulation = Simulation.current();
        if (simulation != null) {
            return simulation.connect(address, options);
        }
        try {
            Connector connector = new Connector(ClientLoops.next(), options, address);
            connector.start();
            return connector;
        } catch (IOException failure) {
            return ChannelFuture.failed(null, failure);
        }
    }

    /** Connects as if a name had these addresses. For tests. */
    static Connector connect(SocketAddress name, List<InetSocketAddress> addresses, ChannelOptions options)
            throws IOException {
        Connector connector = new Connector(ClientLoops.next(), options, name);
        connector.arm();
        connector.race.begin(addresses);
        connector.attempt();
        return connector;
    }

    /** Returns the number of pending attempts. */
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

    /** Called on a thread of the resolver. */
    private void resolved(List<InetAddress> found, int port) {
        List<InetAddress> order = AddressRace.interleaved(AddressRace.reachableFrom(options.localAddress(), found));
        if (race.begin(
                order.stream().map(each -> new InetSocketAddress(each, port)).toList())) {
            loop.submit(this::attempt);
        }
    }

    /** Starts an attempt to the next address, if there is one. */
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
                // The race ended while this attempt began. The winner has left the set already.
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
        StreamChannel.open(transport, loop, options, ConnectedChannels.owner(options.listener()), this::opened);
    }

    private void opened(StreamChannel opened) {
        channel = opened;
        ConnectedChannels.opened(opened);
        ChannelEvents.opened(opened);
        if (isDone() || abandoned()) {
            // Completed while the channel was opened.
            opened.abort();
            return;
        }
        TlsOptions tls = options.tls();
        if (tls == null) {
            connected(opened);
            return;
        }
        // Verify the name that the program passed, not the address of the peer.
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
        // Has no effect unless a derived stage was withdrawn, which leaves this future incomplete.
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
     * Returns whether a socket is connected to itself. If no socket listens on a local port, the operating system may choose
     * that port as the source port, and the attempt connects to itself (RFC 9293, 3.5: simultaneous open).
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
            // Never connected: no data can be lost.
        }
    }
}
