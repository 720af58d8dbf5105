package dev.futurewire.testing;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.future.BlockingWait;
import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.server.BlockingHandlers;
import dev.futurewire.internal.simulation.Simulation;
import dev.futurewire.observe.Warning;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A world for testing connection handlers: connections in memory, virtual time, and one thread, that of the test. Handlers behave as
 * in production, because channels, turns, futures and timeouts are the same; only sockets, clock and loop threads are replaced.
 *
 * <pre>{@code
 * try (TestWorld world = TestWorld.start()) {
 *     AsyncChannel client = world.connect(handler);
 *     client.write("hello\n");
 *     assertEquals("hello", world.await(client.readLine()));
 *     world.advance(Duration.ofSeconds(10));
 *     assertNull(world.await(client.readLine()));
 *     assertEquals(CloseReason.TIMEOUT, world.await(world.accepted(client).closed()));
 * }
 * }</pre>
 *
 * <p><b>What runs, and when.</b> Nothing runs by itself. Handlers, callbacks and timers run inside {@link #await}, {@link #advance}
 * and {@link #run}, on the calling thread, one at a time. Between these calls the test counts as a thread of its own: a future that it
 * gets from a channel completes during the next of them. {@code get()} and {@code join()} on an incomplete future fail with {@link
 * IllegalStateException}, as they do on a loop thread.
 *
 * <p><b>Time.</b> The clock stands still while code runs, and moves only in {@code await} and {@code advance}. On the thread of the
 * world, in the test as well as in handlers, {@code Futures.delay}, {@code timeout}, {@code retry} and {@code repeatEvery}, the
 * timeouts of channels and options, and {@code orTimeout} of the library's futures use this clock. {@code System.nanoTime()} and the
 * timers of the JDK, such as {@code orTimeout} of a plain {@code CompletableFuture}, do not.
 *
 * <p><b>Options.</b> Without options, the handler's end has the default options except for the idle timeout, which is off: otherwise a
 * test that waits in vain would meet that timeout instead of an error. The client's end has no timeouts and no limit of its output, reads
 * lines and frames of up to 16 MiB, and has the charset of the handler's end.
 *
 * <p><b>Order.</b> Every run of a test is the same. In a world that was started without a seed, connections take turns; in one that was
 * started {@linkplain #start(long) with a seed}, the seed decides which connection is served next, which of several timers that are
 * due at the same time expires first, and the pauses of a {@code Backoff}. Bytes of one connection arrive in order in any case.
 * Data that arrives at the time of a timeout wins over the timeout. Channels are numbered from 1 in each world.
 *
 * <p><b>One thread.</b> The world does not wait for other threads. A handler that uses some has to be given an executor that runs
 * tasks in the world, such as {@link AsyncChannel#executor()} or {@code Runnable::run}. {@link ConnectionHandler#blocking} is
 * refused, and so are TLS and {@code AsyncServer.listen}; {@link ChannelPair} is for those. {@code AsyncChannel.connect} on the
 * thread of the world reaches the handlers that {@link #listen} has been given, and no socket. Nothing of this affects other threads,
 * which can have worlds of their own.
 *
 * <p><b>Failures of handlers.</b> A failure that would be logged as a warning in production, because the connection did not cause it,
 * is kept until the test has observed it: {@link #await} has returned {@link CloseReason#HANDLER_FAILED}, or {@link #handlerFailure}
 * has returned the failure. {@link #close} reports the others, so that an exception in a handler does not remain hidden behind an
 * unexpected end of the stream.
 *
 * <p>Methods throw {@link IllegalStateException} on another thread, and after {@code close}. {@code await}, {@code advance}, {@code run}
 * and {@code close} also throw it in code that the world runs, such as a handler. A method that takes a client's end also takes the
 * handler's end of the same connection, and throws {@link IllegalArgumentException} for a channel of another world.
 */
public final class TestWorld implements AutoCloseable {
    /** The longest time by which the clock can be moved at once. */
    private static final Duration MAX_ADVANCE = Duration.ofDays(10_000);

    /** The options of a handler's end unless the test passes others. */
    private static final ChannelOptions DEFAULTS =
            ChannelOptions.builder().idleTimeout(ChannelOptions.UNLIMITED).build();

    private final Simulation simulation;
    private final Thread thread = Thread.currentThread();
    private boolean closed;

    private TestWorld(Simulation simulation) {
        this.simulation = simulation;
    }

    /**
     * Starts a world in which connections take turns.
     *
     * @return the world, which must be closed on the same thread
     * @throws IllegalStateException if the thread has a world that is not closed, or is a loop thread
     */
    public static TestWorld start() {
        return startWith(null);
    }

    /**
     * Starts a world in which a seed decides what happens next among all that can. A test that runs with many seeds tries as many
     * orders of events.
     *
     * @param seed the seed; the same seed gives the same order
     * @return the world, which must be closed on the same thread
     * @throws IllegalStateException if the thread has a world that is not closed, or is a loop thread
     */
    public static TestWorld start(long seed) {
        return startWith(seed);
    }

    private static TestWorld startWith(@Nullable Long seed) {
        return new TestWorld(Simulation.start(seed, new Throwable().getStackTrace()[2]));
    }

    // Connections

    /**
     * Connects to a handler. The handler starts when the world runs next. Its end has no idle timeout.
     *
     * @param handler serves the connection
     * @return the client's end, open
     * @throws IllegalArgumentException if the handler is one of {@link ConnectionHandler#blocking}
     */
    public AsyncChannel connect(ConnectionHandler handler) {
        return connect(handler, Chunking.none());
    }

    /**
     * Connects to a handler.
     *
     * @param handler serves the connection
     * @param chunking divides what the handler receives
     * @return the client's end, open
     * @throws IllegalArgumentException if the handler is one of {@link ConnectionHandler#blocking}
     */
    public AsyncChannel connect(ConnectionHandler handler, Chunking chunking) {
        return connect(handler, DEFAULTS, chunking);
    }

    /**
     * Connects to a handler.
     *
     * @param handler serves the connection
     * @param options the options of the handler's end
     * @return the client's end, open
     * @throws IllegalArgumentException if the handler is one of {@link ConnectionHandler#blocking}, or if the options include TLS
     */
    public AsyncChannel connect(ConnectionHandler handler, ChannelOptions options) {
        return connect(handler, options, Chunking.none());
    }

    /**
     * Connects to a handler.
     *
     * @param handler serves the connection
     * @param options the options of the handler's end
     * @param chunking divides what the handler receives
     * @return the client's end, open
     * @throws IllegalArgumentException if the handler is one of {@link ConnectionHandler#blocking}, or if the options include TLS
     */
    public AsyncChannel connect(ConnectionHandler handler, ChannelOptions options, Chunking chunking) {
        requireOpen();
        requireUsable(handler, options);
        return simulation.connect(handler, options, chunking.begin());
    }

    /**
     * Lets a handler serve the connections that {@code AsyncChannel.connect} makes to an address on the thread of the world, for tests of
     * handlers that connect to others. Connections to other addresses fail with {@link java.net.ConnectException}.
     *
     * @param address the address. A host name is not looked up: it is equal to the same name only
     * @param handler serves each connection
     * @throws IllegalArgumentException if the handler is one of {@link ConnectionHandler#blocking}
     * @throws IllegalStateException if a handler listens at the address already
     */
    public void listen(SocketAddress address, ConnectionHandler handler) {
        listen(address, handler, DEFAULTS, Chunking.none());
    }

    /**
     * Lets a handler serve the connections to an address, as {@link #listen(SocketAddress, ConnectionHandler)}.
     *
     * @param address the address
     * @param handler serves each connection
     * @param options the options of the handler's channels
     * @param chunking divides what the handler receives
     * @throws IllegalArgumentException if the handler is one of {@link ConnectionHandler#blocking}, or if the options include TLS
     * @throws IllegalStateException if a handler listens at the address already
     */
    public void listen(SocketAddress address, ConnectionHandler handler, ChannelOptions options, Chunking chunking) {
        requireOpen();
        requireUsable(handler, options);
        simulation.listen(Objects.requireNonNull(address, "address"), handler, options, chunking::begin);
    }

    /**
     * Refuses further connections to an address. Open ones are not affected.
     *
     * @param address the address; one at which no handler listens has no effect
     */
    public void stopListening(SocketAddress address) {
        requireOpen();
        simulation.stopListening(Objects.requireNonNull(address, "address"));
    }

    /**
     * Returns the handler's end of a connection.
     *
     * @param client the client's end
     * @return the channel that the handler gets
     */
    public AsyncChannel accepted(AsyncChannel client) {
        requireOpen();
        return simulation.accepted(client);
    }

    /**
     * Returns the handlers' ends of all open connections.
     *
     * @return an unmodifiable list, in the order in which they were connected
     */
    public List<AsyncChannel> connections() {
        requireOpen();
        return simulation.open();
    }

    // Running

    /**
     * Waits for a stage: runs what can run, and when nothing can, moves the clock to the next timer, until the stage is complete. Then
     * runs what else can run at that time, so that the effects of what has been sent can be seen; this ends after 10,000 steps.
     *
     * @param stage the stage
     * @param <T> the type of the stage
     * @return the value of the stage
     * @throws AssertionError if the stage cannot complete: nothing can run and no timer is set, or 100,000 timers have expired, or 20
     *     million steps have run at the same time. The message lists what every connection awaits, and the failures of handlers that
     *     the test has not observed, which are its cause and suppressed exceptions
     * @throws java.util.concurrent.CancellationException if the stage is cancelled
     * @throws Exception if the stage fails: the failure itself, checked or unchecked, not wrapped in {@link
     *     java.util.concurrent.CompletionException} or {@link java.util.concurrent.ExecutionException}. An {@link Error} is thrown in
     *     the same way
     */
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        requireDriver("await");
        CompletableFuture<T> future = CompletionStages.toFuture(Objects.requireNonNull(stage, "stage"));
        try {
            simulation.runUntil(future::isDone);
        } catch (AssertionError stuck) {
            simulation.addUnobserved(stuck);
            throw stuck;
        }
        T value = BlockingWait.result(future);
        if (value == CloseReason.HANDLER_FAILED) {
            simulation.failureObserved(CompletionStages.connection(stage));
        }
        return value;
    }

    /**
     * Moves the clock. Everything that is due up to and including the new time has happened when this method returns, in the order in
     * which it is due.
     *
     * @param time the time to move the clock by, zero or more, at most 10,000 days
     * @throws IllegalArgumentException if the time is out of range
     * @throws AssertionError if 20 million steps have run at the same time
     */
    public void advance(Duration time) {
        requireDriver("advance");
        if (time.isNegative() || time.compareTo(MAX_ADVANCE) > 0) {
            throw new IllegalArgumentException("time must be from zero to 10,000 days, not " + time);
        }
        simulation.advance(time.toNanos());
    }

    /**
     * Runs everything that can run without a move of the clock.
     *
     * @throws AssertionError if 20 million steps have run at the same time
     */
    public void run() {
        requireDriver("run");
        simulation.settle();
    }

    /** {@return the virtual time that has passed since the start of the world} */
    public Duration elapsed() {
        return Duration.ofNanos(simulation.elapsedNanos());
    }

    // The peer

    /**
     * Resets a connection from the client's side, as a crashed client or a network does. First runs what can run, so that the handler
     * has received what the client has written before. Then the client's end is aborted; the handler meets the reset when the world
     * runs next.
     *
     * @param client the client's end
     */
    public void peerResets(AsyncChannel client) {
        requireOpen();
        simulation.reset(client);
    }

    /**
     * Stops reading at the client's side, as a client that hangs does. From now on the connection takes no byte from the handler, as if
     * all buffers between the two were full: its output is queued, writes wait at the high-water mark, and the write timeout runs. The
     * client's end can still write, and its reads get what it has received before. It learns of a reset, but not of an end of the
     * stream.
     *
     * @param client the client's end
     */
    public void peerStopsReading(AsyncChannel client) {
        requireOpen();
        simulation.stall(client, true);
    }

    /**
     * Resumes reading at the client's side after {@link #peerStopsReading}.
     *
     * @param client the client's end
     */
    public void peerResumesReading(AsyncChannel client) {
        requireOpen();
        simulation.stall(client, false);
    }

    /**
     * Completes {@link AsyncChannel#stopping()} of all handlers' ends, as the beginning of {@code AsyncServer.shutdown} does, when the
     * world runs next. Connections stay open.
     */
    public void beginShutdown() {
        requireOpen();
        simulation.beginShutdown();
    }

    // Findings

    /**
     * Returns why the handler of a connection has failed. Failures that the connection itself has caused, such as its timeout, are not
     * included: they are the {@linkplain AsyncChannel#closed() close reason} of the handler's end.
     *
     * @param client the client's end
     * @return the failure, which counts as observed from now on; null if the handler has not failed
     */
    public @Nullable Throwable handlerFailure(AsyncChannel client) {
        requireOpen();
        return simulation.observeFailure(client);
    }

    /** {@return the warnings that have been raised so far, which are also logged; an unmodifiable list} */
    public List<Warning> warnings() {
        return simulation.warnings();
    }

    /**
     * Ends the world: aborts all connections, and cancels delays, timeouts and other futures that wait for the clock. Callbacks of what is
     * completed by this run inside this call. Afterwards the thread is free for another world, and nothing of this one is left.
     * Idempotent.
     *
     * @throws AssertionError if handlers have failed and the test has not observed it. The first failure is the cause, the others are
     *     suppressed exceptions. In a {@code try} statement whose body fails as well, this error is a suppressed exception of that failure
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        requireDriver("close");
        closed = true;
        String failures = simulation.unobservedFailures();
        simulation.close();
        if (!failures.isEmpty()) {
            AssertionError error =
                    new AssertionError(failures + "\nThe test has not observed this. If it expects a failure, it can"
                            + " await the close reason of the handler's end, or call handlerFailure");
            simulation.addUnobserved(error);
            throw error;
        }
    }

    private static void requireUsable(ConnectionHandler handler, ChannelOptions options) {
        Objects.requireNonNull(handler, "handler");
        if (handler instanceof BlockingHandlers.Adapter) {
            throw new IllegalArgumentException(
                    BlockingHandlers.refusedInSimulation().getMessage());
        }
        if (options.tls() != null) {
            throw new IllegalArgumentException(
                    "the options include TLS, which is not available in a TestWorld; use ChannelPair");
        }
    }

    private void requireOpen() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    "a TestWorld belongs to the thread that has started it, \"" + thread.getName()
                            + "\", and this is \"" + Thread.currentThread().getName() + '"');
        }
        if (closed) {
            throw new IllegalStateException("this TestWorld is closed");
        }
    }

    private void requireDriver(String method) {
        requireOpen();
        if (!simulation.isDriver()) {
            throw new IllegalStateException(method + " was called in code that the TestWorld runs, such as a handler");
        }
    }

    /** {@return where this world was started, and the virtual time} */
    @Override
    public String toString() {
        return "TestWorld started at " + simulation.startedAt() + ", after " + elapsed();
    }
}
