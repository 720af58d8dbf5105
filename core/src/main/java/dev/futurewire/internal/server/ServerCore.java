package dev.futurewire.internal.server;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.ShutdownReport;
import dev.futurewire.TlsOptions;
import dev.futurewire.internal.channel.BlockingHandlerTask;
import dev.futurewire.internal.channel.ChannelEvents;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.HandlerInvocation;
import dev.futurewire.internal.channel.Logs;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.SocketTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.observe.Warning;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server: its loops and accept loops, its registry of connections, its permits. */
public final class ServerCore implements ChannelOwner {
    /** How long {@link #close} waits for handlers in direct style whose threads have been interrupted: half a second. */
    private static final long HANDLERS_LEAVE_NANOS = 500_000_000L;

    private final ServerOptions options;
    private final ConnectionHandler handler;
    private final @Nullable ConnectionListener listener;
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicLong queued = new AtomicLong();
    private final long blockedAfterNanos;
    private final long lifetimeNanos;
    private final List<AcceptLoop> acceptLoops = new CopyOnWriteArrayList<>();
    private final OpenChannels open = new OpenChannels();
    private final Collection<AsyncChannel> view = Collections.unmodifiableCollection(open);
    private final ConnectionPermits permits;

    /** Connections whose end the program has not been told yet, the open ones among them. */
    private final AtomicInteger untold = new AtomicInteger();

    private final Shutdown shutdown;
    private final ServerCounters counters = new ServerCounters();
    private final Proxies proxies;
    private final MemoryBudget budget;
    private volatile boolean paused;

    private ServerCore(ServerOptions options, ConnectionHandler handler) {
        this.options = options;
        this.handler = handler;
        this.listener = options.listener();
        blockedAfterNanos = options.blockedAfter().toNanos();
        lifetimeNanos = Nanos.of(options.handlerTimeout());
        proxies = new Proxies(options);
        budget = new MemoryBudget(options.maxBufferedBytes(), WheelTimer.shared(), "a server");
        permits = new ConnectionPermits(options.maxConnections());
        shutdown = new Shutdown(this);
    }

    /**
     * Listens.
     *
     * @param address where
     * @param options limits and settings
     * @param handler what to do with each connection
     * @return the core, accepting
     * @throws IOException if listening fails; nothing is left behind
     */
    public static ServerCore open(SocketAddress address, ServerOptions options, ConnectionHandler handler)
            throws IOException {
        ServerCore core = new ServerCore(options, handler);
        try {
            core.acceptLoops.addAll(AcceptLoop.open(address, options, core));
        } catch (IOException | RuntimeException failure) {
            core.acceptLoops.forEach(AcceptLoop::close);
            throw failure;
        }
        Survival.add(core.budget);
        core.acceptLoops.forEach(AcceptLoop::start);
        return core;
    }

    ServerOptions options() {
        return options;
    }

    /** A loop has failed: what it serves is closed, and another one listens in its place. */
    void failed(AcceptLoop failed, Throwable failure) {
        CloseReason reason = Survival.outOfMemory(failure) ? CloseReason.MEMORY_LIMIT : CloseReason.ABORTED;
        for (StreamChannel channel : open) {
            if (channel.isOn(failed.loop())) {
                channel.abort(reason);
            }
        }
        failed.close();
        int place = acceptLoops.indexOf(failed);
        if (place < 0 || shutdown.begun()) {
            return;
        }
        try {
            AcceptLoop next = failed.another(acceptLoops.size() > 1);
            acceptLoops.set(place, next);
            next.start();
            if (shutdown.begun()) {
                next.close();
            }
        } catch (IOException | RuntimeException refused) {
            counters.acceptFailed(String.valueOf(refused.getMessage()));
            Survival.survived("no listener could take the place of a loop that failed", refused);
        }
    }

    /** What is counted. */
    ServerCounters counters() {
        return counters;
    }

    /**
     * What can be seen now.
     *
     * @return a new snapshot
     */
    public ServerSnapshot snapshot() {
        return counters.snapshot(open, acceptState(), budget);
    }

    private ServerSnapshot.AcceptState acceptState() {
        if (shutdown.begun()) {
            return ServerSnapshot.AcceptState.STOPPED;
        }
        if (counters.acceptProblem() != null) {
            return ServerSnapshot.AcceptState.BACKING_OFF;
        }
        boolean waiting = paused
                || (options.overflow() == ServerOptions.Overflow.PAUSE_ACCEPT
                        && open.size() >= options.maxConnections());
        return waiting ? ServerSnapshot.AcceptState.PAUSED : ServerSnapshot.AcceptState.ACCEPTING;
    }

    /**
     * Pauses or resumes accepting.
     *
     * @param value whether to pause
     */
    public void pause(boolean value) {
        paused = value;
        if (!value) {
            resumeAccepting();
        }
    }

    boolean paused() {
        return paused;
    }

    /** Lets every accept loop begin what was accepted during a pause. */
    void resumeAccepting() {
        acceptLoops.forEach(AcceptLoop::resume);
    }

    ConnectionPermits permits() {
        return permits;
    }

    /** A connection has ended, or an accepted socket never became one. Allocates no memory. */
    void returnPermit() {
        permits.release();
    }

    /** A socket was accepted, with a permit. On its loop. */
    void accepted(AsynchronousSocketChannel socket, GroupLoop loop) {
        SocketTransport transport;
        try {
            socket.setOption(
                    StandardSocketOptions.TCP_NODELAY, options.channel().tcpNoDelay());
            socket.setOption(
                    StandardSocketOptions.SO_KEEPALIVE, options.channel().keepAlive());
            transport = new SocketTransport(socket, loop.reads());
        } catch (IOException gone) {
            // The client has left already.
            AcceptLoop.close(socket);
            returnPermit();
            return;
        }
        if (proxies.trusted(address(transport.remoteAddress()))) {
            proxies.readHeader(transport, loop, proxied -> begin(proxied, loop), this::refused);
        } else {
            begin(transport, loop);
        }
    }

    /** Who is there is known. On the loop. */
    private void begin(Transport transport, GroupLoop loop) {
        if (admit(transport)) {
            StreamChannel.open(transport, loop, options.channel(), this, this::opened);
        } else {
            transport.close();
            refused();
        }
    }

    private void refused() {
        counters.refused();
        returnPermit();
    }

    /** Counts the connection for its address, unless that has as many as it may. */
    private boolean admit(Transport transport) {
        InetAddress address = address(transport.remoteAddress());
        int most = options.maxConnectionsPerAddress();
        boolean[] admitted = new boolean[1];
        perAddress.compute(address, (key, count) -> {
            int known = count == null ? 0 : count;
            admitted[0] = known < most;
            return admitted[0] ? known + 1 : count;
        });
        return admitted[0];
    }

    private static InetAddress address(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress();
    }

    @Override
    public @Nullable ConnectionListener listener() {
        return listener;
    }

    @Override
    public boolean accepts() {
        return true;
    }

    @Override
    public void warned(Warning warning) {
        counters.warned(warning.kind());
        if (listener != null) {
            try {
                listener.warning(warning);
            } catch (RuntimeException | Error failure) {
                Logs.limited(
                        System.Logger.Level.WARNING,
                        "failures of connection listeners",
                        () -> "a connection listener failed",
                        failure);
            }
        }
    }

    @Override
    public void queued(long change) {
        queued.addAndGet(change);
    }

    @Override
    public boolean queueFull() {
        return queued.get() >= options.maxQueuedBytes();
    }

    @Override
    public MemoryBudget budget() {
        return budget;
    }

    @Override
    public long blockedAfterNanos() {
        return blockedAfterNanos;
    }

    @Override
    public long lifetimeNanos() {
        return lifetimeNanos;
    }

    @Override
    public void ended(StreamChannel channel) {
        shutdown.ended(channel, () -> counters.ended(open, channel));
        // Counted: what follows must not be asked for again, but must not be left out either.
        Survival.insist(
                "an ended connection still counts for its address", () -> leave(address(channel.remoteAddress())));
        returnPermit();
    }

    private void leave(InetAddress address) {
        perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    @Override
    public void closeNotified(StreamChannel channel) {
        untold.decrementAndGet();
        shutdown.closeNotified();
    }

    /** Whether no connection is left, and all that it ended with has been told. */
    boolean quiet() {
        return untold.get() == 0;
    }

    private void opened(StreamChannel channel) {
        untold.incrementAndGet();
        open.add(channel);
        counters.opened(open.size());
        if (shutdown.begun()) {
            shutdown.tooLate(channel);
            return;
        }
        ChannelEvents.opened(channel);
        TlsOptions tls = options.tls();
        if (tls == null) {
            HandlerInvocation.start(handler, channel);
        } else {
            HandlerInvocation.startSecure(handler, channel, tls);
        }
    }

    /**
     * Where the server listens.
     *
     * @return the address with the real port
     */
    public InetSocketAddress localAddress() {
        return acceptLoops.get(0).localAddress();
    }

    /**
     * The live connections.
     *
     * @return an unmodifiable, weakly consistent view
     */
    public Collection<AsyncChannel> connections() {
        return view;
    }

    Collection<StreamChannel> channels() {
        return open;
    }

    void stopAccepting() {
        acceptLoops.forEach(AcceptLoop::close);
        proxies.stop();
    }

    /** All is over: the loops end when their last channel is closed. */
    void endLoops() {
        Survival.remove(budget);
        acceptLoops.forEach(each -> each.loop().shutdown());
    }

    GroupLoop firstLoop() {
        return acceptLoops.get(0).loop();
    }

    /**
     * Shuts down.
     *
     * @param grace how long the whole may take
     * @return a future of its own, which always completes
     */
    public CompletableFuture<ShutdownReport> shutdown(Duration grace) {
        return shutdown.begin(grace);
    }

    /** Shuts down with the options' grace and waits, also for interrupted handlers to leave, except on a loop thread. */
    public void close() {
        CompletableFuture<ShutdownReport> end = shutdown(options.shutdownGrace());
        if (LoopThread.current() == null) {
            end.join();
            BlockingHandlerTask.awaitEnd(this, HANDLERS_LEAVE_NANOS);
        }
    }
}
