package dev.futurewire.internal.simulation;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.channel.ChannelEvents;
import dev.futurewire.internal.channel.HandlerInvocation;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.EventWait;
import dev.futurewire.internal.future.EventWaits;
import dev.futurewire.internal.future.LoopContext;
import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.time.VirtualTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.observe.Warning;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulation: a loop, a clock and a network in memory, all on one thread.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Channels, turns, futures and timeouts are those of production; only what is below them differs. The loop is a {@link
 * VirtualLoop}, which runs on the thread of the test while a {@link Driver} drives it. The transports are {@link
 * MemoryTransport}s, whose completions wait in {@link Arrivals}. The clock is a {@link dev.futurewire.internal.time.VirtualTimer}.
 */
public final class Simulation {
    /** How many bytes each direction of a connection holds before writes wait: 64 KiB. */
    private static final int CAPACITY = 64 * 1024;

    /** Maximum length of the lines and frames that a client reads: 16 MiB. */
    private static final int MAX_CLIENT_FRAME = 16 * 1024 * 1024;

    /** The options of a client's end: a test's peer has no limits of its own, so that those of the handler's end show. */
    private static final ChannelOptions PEER = ChannelOptions.builder()
            .idleTimeout(ChannelOptions.UNLIMITED)
            .frameTimeout(ChannelOptions.UNLIMITED)
            .writeTimeout(ChannelOptions.UNLIMITED)
            .maxFrameLength(MAX_CLIENT_FRAME)
            .maxQueuedBytes(Integer.MAX_VALUE)
            .build();

    /** The port of the address of every handler that was given to {@link #connect(ConnectionHandler, ChannelOptions, LongUnaryOperator)}. */
    private static final int HANDLER_PORT = 1;

    private static final ThreadLocal<@Nullable Simulation> CURRENT = new ThreadLocal<>();

    private final StackTraceElement startedAt;
    private final Driver driver;
    private final MemoryBudget budget;
    private final SimulatedNetwork network = new SimulatedNetwork();
    private final IdentityHashMap<StreamChannel, MemoryConnection> byEnd = new IdentityHashMap<>();
    private final Set<MemoryConnection> connections = new LinkedHashSet<>();
    private final List<Warning> warnings = new CopyOnWriteArrayList<>();
    private final EventWaits stopping = new EventWaits();
    private boolean stoppingBegun;
    private boolean closing;
    private long lastId;
    private int lastPort = HANDLER_PORT;

    private Simulation(@Nullable Long seed, StackTraceElement startedAt) {
        this.startedAt = startedAt;
        driver = new Driver(seed, problem -> StallReport.of(this, problem));
        budget = new MemoryBudget(Long.MAX_VALUE, driver.timer(), "a simulation");
    }

    /**
     * Starts a simulation on the current thread.
     *
     * @param seed of the generator that chooses among what can happen next; null if connections take turns
     * @param startedAt the source line of the test, for messages
     * @return the simulation
     * @throws IllegalStateException if the thread has a simulation or works a loop
     */
    public static Simulation start(@Nullable Long seed, StackTraceElement startedAt) {
        Simulation known = CURRENT.get();
        if (known != null) {
            throw new IllegalStateException(
                    "this thread has a TestWorld that has not been closed, started at " + known.startedAt);
        }
        Simulation simulation = new Simulation(seed, startedAt);
        CURRENT.set(simulation);
        return simulation;
    }

    /**
     * Returns the simulation of the current thread.
     *
     * @return the simulation, or null
     */
    public static @Nullable Simulation current() {
        return VirtualLoop.current() == null ? null : CURRENT.get();
    }

    // Connections

    /**
     * Connects to a handler.
     *
     * @param handler serves the connection
     * @param options the options of the handler's end
     * @param chunkEnds divides what the handler receives, as {@link MemoryTransport#chunks}
     * @return the client's end
     */
    public AsyncChannel connect(ConnectionHandler handler, ChannelOptions options, LongUnaryOperator chunkEnds) {
        ChannelOptions ofClient = PEER.toBuilder().charset(options.charset()).build();
        SocketAddress address = MemoryTransport.address(HANDLER_PORT);
        return open(address, new SimulatedNetwork.Listener(handler, options, () -> chunkEnds), ofClient, client -> {})
                .client();
    }

    /**
     * Implements {@link AsyncChannel#connect(SocketAddress, ChannelOptions)} on the simulation's thread.
     *
     * @param address the address
     * @param options the options of the new channel
     * @return a future of the channel
     */
    public CompletableFuture<AsyncChannel> connect(SocketAddress address, ChannelOptions options) {
        LoopContext context = new LoopContext(driver.loop(), () -> "a callback of a connection attempt to " + address);
        if (options.tls() != null) {
            return ChannelFuture.failed(
                    context,
                    new UnsupportedOperationException("the options for the connection to " + address
                            + " ask for TLS, which is not available in a TestWorld"));
        }
        ConnectAttempt attempt = new ConnectAttempt(context, "connect to " + address);
        driver.arrivals().execute(() -> establish(attempt, address, options));
        return attempt;
    }

    private void establish(ConnectAttempt attempt, SocketAddress address, ChannelOptions options) {
        SimulatedNetwork.Listener listener = network.at(address);
        if (listener == null || closing) {
            attempt.fail(new ConnectException("Connection refused: no handler listens at " + address
                    + " in this TestWorld; see TestWorld.listen"));
        } else if (!attempt.isDone()) {
            open(address, listener, options, attempt::connected);
        }
    }

    /**
     * Lets a handler serve the connections to an address.
     *
     * @param address the address
     * @param handler serves each connection
     * @param options the options of the handler's channels
     * @param chunkEnds supplies the division of what the handler receives on each connection
     * @throws IllegalStateException if a handler listens at the address
     */
    public void listen(
            SocketAddress address,
            ConnectionHandler handler,
            ChannelOptions options,
            Supplier<LongUnaryOperator> chunkEnds) {
        network.listen(address, new SimulatedNetwork.Listener(handler, options, chunkEnds));
    }

    /**
     * Refuses further connections to an address.
     *
     * @param address the address
     */
    public void stopListening(SocketAddress address) {
        network.remove(address);
    }

    private MemoryConnection open(
            SocketAddress address,
            SimulatedNetwork.Listener listener,
            ChannelOptions ofClient,
            Consumer<StreamChannel> connected) {
        lastPort = lastPort % 0xffff + 1;
        MemoryTransport.Pair pair = MemoryTransport.pair(
                driver.arrivals(), driver.arrivals(), CAPACITY, MemoryTransport.address(lastPort), address);
        pair.server().chunks(listener.chunkEnds().get());
        ChannelOptions options = listener.options();
        SimulatedOwner clients = new SimulatedOwner(this, ofClient.listener(), false);
        SimulatedOwner handlers = new SimulatedOwner(this, options.listener(), true);
        StreamChannel client = StreamChannel.open(pair.client(), driver.loop(), ofClient, clients, channel -> {
            ChannelEvents.opened(channel);
            connected.accept(channel);
        });
        StreamChannel accepted = StreamChannel.open(pair.server(), driver.loop(), options, handlers, channel -> {
            ChannelEvents.opened(channel);
            HandlerInvocation.start(listener.handler(), channel);
        });
        MemoryConnection connection = new MemoryConnection(pair.client(), client, accepted);
        byEnd.put(client, connection);
        byEnd.put(accepted, connection);
        connections.add(connection);
        return connection;
    }

    /**
     * Returns the connection of a channel.
     *
     * @param channel one of its ends
     * @return the connection
     * @throws IllegalArgumentException if the channel does not belong to this simulation
     */
    private MemoryConnection connectionOf(AsyncChannel channel) {
        MemoryConnection known = channel instanceof StreamChannel end ? byEnd.get(end) : null;
        if (known == null) {
            throw new IllegalArgumentException(channel + " does not belong to this world");
        }
        return known;
    }

    /**
     * Returns the handler's end of a connection.
     *
     * @param channel either end
     * @return the handler's end
     */
    public AsyncChannel accepted(AsyncChannel channel) {
        return connectionOf(channel).accepted();
    }

    /**
     * Returns the handlers' ends that are open.
     *
     * @return a new unmodifiable list, in the order in which they were connected
     */
    public List<AsyncChannel> open() {
        List<AsyncChannel> open = new ArrayList<>();
        for (MemoryConnection each : connections) {
            if (each.isOpen()) {
                open.add(each.accepted());
            }
        }
        return Collections.unmodifiableList(open);
    }

    /**
     * Resets a connection.
     *
     * @param channel either end
     */
    public void reset(AsyncChannel channel) {
        MemoryConnection connection = connectionOf(channel);
        settle();
        connection.reset();
    }

    /**
     * Stops or resumes reading at the client's end of a connection.
     *
     * @param channel either end
     * @param value whether to stop
     */
    public void stall(AsyncChannel channel, boolean value) {
        connectionOf(channel).stall(value);
    }

    /** Completes the futures of {@code stopping()} of the handlers' ends, now and in future. */
    public void beginShutdown() {
        stoppingBegun = true;
        stopping.take().forEach(EventWait::dispatch);
    }

    // For the owners of the channels

    long nextId() {
        return ++lastId;
    }

    MemoryBudget budget() {
        return budget;
    }

    void awaitStopping(EventWait wait) {
        if (stoppingBegun) {
            wait.dispatch();
        } else {
            stopping.add(wait);
        }
    }

    void warned(Warning warning) {
        warnings.add(warning);
    }

    void handlerFailed(StreamChannel channel, Throwable failure) {
        MemoryConnection connection = byEnd.get(channel);
        if (connection != null && !closing) {
            connection.failed(failure);
        }
    }

    // What a test can see

    /**
     * Returns the warnings that have been raised for channels of this simulation.
     *
     * @return a new unmodifiable list
     */
    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Returns how a handler has failed, which counts as observed from now on.
     *
     * @param channel either end of its connection
     * @return the failure, or null
     */
    public @Nullable Throwable observeFailure(AsyncChannel channel) {
        return connectionOf(channel).observe();
    }

    /**
     * Counts failures of handlers as observed.
     *
     * @param channel the number of the handler's channel, or 0 for all handlers
     */
    public void failureObserved(long channel) {
        for (MemoryConnection each : connections) {
            if (channel == 0 || each.accepted().id() == channel || each.client().id() == channel) {
                each.observe();
            }
        }
    }

    /**
     * Returns the connections of this simulation.
     *
     * @return the connections, in the order in which they were connected
     */
    Collection<MemoryConnection> connections() {
        return connections;
    }

    /**
     * Returns where the test has started this simulation.
     *
     * @return the source line
     */
    public StackTraceElement startedAt() {
        return startedAt;
    }

    /**
     * Returns the time that has passed since the start.
     *
     * @return nanoseconds of virtual time
     */
    public long elapsedNanos() {
        return driver.timer().now() - VirtualTimer.START;
    }

    // Running

    /**
     * Returns whether the current thread is the simulation's, and not inside code that the simulation runs.
     *
     * @return true if so
     */
    public boolean isDriver() {
        return CURRENT.get() == this && !driver.loop().isDriven();
    }

    /**
     * Runs what can run, and moves the clock when nothing can, until a condition holds. Then runs what else can run at that time,
     * within limits.
     *
     * @param condition the condition
     * @throws AssertionError if the condition does not come to hold: the message shows what every connection awaits
     */
    public void runUntil(BooleanSupplier condition) {
        driver.runUntil(condition);
    }

    /** Runs what can run without a move of the clock. */
    public void settle() {
        driver.settle();
    }

    /**
     * Moves the clock, and runs everything that is due up to and including the new time.
     *
     * @param nanos the duration to move it by, zero or more
     */
    public void advance(long nanos) {
        driver.advance(nanos);
    }

    /**
     * Adds the failures of handlers that the test has not observed to an error. They count as observed from now on.
     *
     * @param error receives the first as its cause and the others as suppressed exceptions
     * @return whether there were any
     */
    public boolean addUnobserved(AssertionError error) {
        boolean any = false;
        for (MemoryConnection each : connections) {
            Throwable failure = each.unobserved();
            if (failure == null) {
                continue;
            }
            each.observe();
            if (any) {
                error.addSuppressed(failure);
            } else {
                error.initCause(failure);
            }
            any = true;
        }
        return any;
    }

    /** Describes the failures of handlers that the test has not observed, one a line; empty if there are none. */
    public String unobservedFailures() {
        return StallReport.failures(this);
    }

    /** Ends the simulation: aborts its connections, cancels what waits for its clock, and releases the thread. */
    public void close() {
        closing = true;
        try {
            driver.end(() -> connections.forEach(each -> {
                each.client().abort();
                each.accepted().abort();
            }));
        } finally {
            CURRENT.remove();
        }
    }
}
