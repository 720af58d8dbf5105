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
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.future.EventWait;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.registry.ConnectionListeners;
import dev.futurewire.internal.registry.OpenChannels;
import dev.futurewire.internal.registry.OpenConnections;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.transport.SocketTransport;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Registration;
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

/** A server: its accept loops, its registry of connections and its permits. */
public final class ServerCore implements ChannelOwner {
    /** How long {@link #close} waits for interrupted blocking handlers to return: half a second. */
    private static final long HANDLERS_LEAVE_NANOS = 500_000_000L;

    private final ServerOptions options;
    private final ConnectionHandler handler;
    private final ConnectionListeners listeners;
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicLong queued = new AtomicLong();
    private final long blockedAfterNanos;
    private final long lifetimeNanos;
    private final List<AcceptLoop> acceptLoops = new CopyOnWriteArrayList<>();
    private final OpenChannels open = new OpenChannels();
    private final Collection<AsyncChannel> view = Collections.unmodifiableCollection(open);
    private final ConnectionPermits permits;

    /** Number of connections whose end has not been reported to the program, including the open ones. */
    private final AtomicInteger closesToNotify = new AtomicInteger();

    private final Shutdown shutdown;
    private final StoppingWaits stopping = new StoppingWaits(open);
    private final ServerCounters counters = new ServerCounters();
    private final TrustedProxies proxies;
    private final MemoryBudget budget;
    private volatile boolean paused;

    private ServerCore(ServerOptions options, ConnectionHandler handler) {
        this.options = options;
        this.handler = handler;
        listeners = new ConnectionListeners(listenerOf(options));
        blockedAfterNanos = options.blockedAfter().toNanos();
        lifetimeNanos = Nanos.of(options.handlerTimeout());
        proxies = new TrustedProxies(options);
        budget = new MemoryBudget(options.maxBufferedBytes(), WheelTimer.shared(), "a server");
        permits = new ConnectionPermits(options.maxConnections());
        shutdown = new Shutdown(this);
    }

    /** The server's listener, then that of the options of its channels. */
    private static @Nullable ConnectionListener listenerOf(ServerOptions options) {
        ConnectionListener own = options.listener();
        ConnectionListener ofChannels = options.channel().listener();
        return own == null ? ofChannels : ofChannels == null ? own : own.andThen(ofChannels);
    }

    /**
     * Opens a server.
     *
     * @param address the address to listen on
     * @param options limits and settings
     * @param handler handles each connection
     * @return the server, accepting
     * @throws IOException if listening fails; all resources are released
     * @throws IllegalStateException in a simulation
     */
    public static ServerCore open(SocketAddress address, ServerOptions options, ConnectionHandler handler)
            throws IOException {
        if (VirtualLoop.current() != null) {
            throw new IllegalStateException(
                    "a server listens on a socket, and a TestWorld has none; use TestWorld.listen");
        }
        ServerCore core = new ServerCore(options, handler);
        try {
            core.acceptLoops.addAll(AcceptLoop.open(address, options, core));
        } catch (IOException | RuntimeException failure) {
            core.acceptLoops.forEach(AcceptLoop::close);
            throw failure;
        }
        Survival.add(core.budget);
        OpenConnections.add(core.open);
        core.acceptLoops.forEach(AcceptLoop::start);
        return core;
    }

    /** Handles the failure of a loop: aborts its connections and opens another accept loop in its place. */
    void failed(AcceptLoop failed, Throwable failure) {
        CloseReason reason = Survival.outOfMemory(failure) ? CloseReason.MEMORY_LIMIT : CloseReason.ABORTED;
        for (StreamChannel channel : open) {
            if (channel.isOn(failed.loop())) {
                channel.abort(reason);
            }
        }
        failed.close();
        int index = acceptLoops.indexOf(failed);
        if (index < 0 || shutdown.begun()) {
            return;
        }
        try {
            AcceptLoop next = failed.reopen(acceptLoops.size() > 1);
            acceptLoops.set(index, next);
            next.start();
            if (shutdown.begun()) {
                next.close();
            }
        } catch (IOException | RuntimeException refused) {
            counters.acceptFailed(String.valueOf(refused.getMessage()));
            Survival.survived("the listener of a failed loop could not be replaced", refused);
        }
    }

    /** Returns the counters of this server. */
    ServerCounters counters() {
        return counters;
    }

    /**
     * Returns a snapshot of this server.
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

    /** Lets every accept loop start a socket that was accepted during a pause. */
    void resumeAccepting() {
        acceptLoops.forEach(AcceptLoop::resume);
    }

    ConnectionPermits permits() {
        return permits;
    }

    /**
     * Returns the permit of a connection that has ended, or of an accepted socket that never became one. Allocates no
     * memory.
     */
    void returnPermit() {
        permits.release();
    }

    /** Called when a socket was accepted and has a permit. On its loop. */
    void accepted(AsynchronousSocketChannel socket, GroupLoop loop) {
        SocketTransport transport;
        try {
            socket.setOption(
                    StandardSocketOptions.TCP_NODELAY, options.channel().tcpNoDelay());
            socket.setOption(
                    StandardSocketOptions.SO_KEEPALIVE, options.channel().keepAlive());
            transport = new SocketTransport(socket, loop.reads());
        } catch (IOException gone) {
            // The client has already disconnected.
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

    /** Starts a connection whose client's address is known. On the loop. */
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

    /** Counts the connection for its address. Returns false if the address has reached its limit. */
    private boolean admit(Transport transport) {
        InetAddress address = address(transport.remoteAddress());
        int max = options.maxConnectionsPerAddress();
        boolean[] admitted = new boolean[1];
        perAddress.compute(address, (key, count) -> {
            int known = count == null ? 0 : count;
            admitted[0] = known < max;
            return admitted[0] ? known + 1 : count;
        });
        return admitted[0];
    }

    private static InetAddress address(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress();
    }

    @Override
    public @Nullable ConnectionListener listener() {
        return listeners.all();
    }

    /**
     * Adds a listener to the running server.
     *
     * @param listener the listener
     * @return its registration
     */
    public Registration observe(ConnectionListener listener) {
        return listeners.join(listener);
    }

    /** {@return the options that the server was opened with} */
    public ServerOptions options() {
        return options;
    }

    @Override
    public boolean accepts() {
        return true;
    }

    @Override
    public void warned(Warning warning) {
        counters.warned(warning.kind());
        listeners.warned(warning);
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
    public void awaitStopping(EventWait wait, @Nullable AsyncChannel channel) {
        stopping.add(wait, channel);
    }

    /**
     * Waits for the beginning of a shutdown.
     *
     * @return a new future
     */
    public CompletableFuture<Void> stopping() {
        return stopping.future();
    }

    /** Called when a shutdown has begun. */
    void notifyStopping() {
        stopping.begin();
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
        stopping.ended(channel);
        // The connection has been counted. The rest must run, but must not cause it to be counted again.
        Survival.insist(
                "a closed connection still counts for its address",
                () -> releaseAddress(address(channel.remoteAddress())));
        returnPermit();
    }

    private void releaseAddress(InetAddress address) {
        perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    @Override
    public void closeNotified(StreamChannel channel) {
        closesToNotify.decrementAndGet();
        shutdown.closeNotified();
    }

    /** Whether no connection is open, and the end of each has been reported to the program. */
    boolean allClosesNotified() {
        return closesToNotify.get() == 0;
    }

    private void opened(StreamChannel channel) {
        closesToNotify.incrementAndGet();
        open.add(channel);
        counters.opened(open.size());
        if (shutdown.begun()) {
            shutdown.abortLate(channel);
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
     * Returns the address that the server listens on.
     *
     * @return the address with the actual port
     */
    public InetSocketAddress localAddress() {
        return acceptLoops.get(0).localAddress();
    }

    /**
     * Returns the open connections.
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

    /** Ends the loops when their last channel is closed. */
    void endLoops() {
        Survival.remove(budget);
        OpenConnections.remove(open);
        acceptLoops.forEach(each -> each.loop().shutdown());
    }

    GroupLoop firstLoop() {
        return acceptLoops.get(0).loop();
    }

    /**
     * Shuts down the server.
     *
     * @param grace how long the shutdown may take
     * @return a new future, which always completes
     */
    public CompletableFuture<ShutdownReport> shutdown(Duration grace) {
        return shutdown.begin(grace);
    }

    /**
     * Shuts down with the grace period of the options. Unless called on a loop thread, waits for the shutdown and for
     * interrupted blocking handlers to return.
     */
    public void close() {
        CompletableFuture<ShutdownReport> end = shutdown(options.shutdownGrace());
        if (LoopThread.current() == null) {
            end.join();
            BlockingHandlerTask.awaitEnd(this, HANDLERS_LEAVE_NANOS);
        }
    }
}
