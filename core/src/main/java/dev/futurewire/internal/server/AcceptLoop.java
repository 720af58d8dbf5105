package dev.futurewire.internal.server;

import dev.futurewire.ServerOptions;
import dev.futurewire.internal.log.Logs;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.observe.LogLimiter;
import dev.futurewire.observe.Warning;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections for one loop of a server, on a listening socket of its own.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>At any time there is at most one of the following: a pending accept, a <em>parked</em> socket, or a pause after a
 * failure.
 *
 * <p>A connection needs a permit of the server, and takes it when its accept has completed. A permit taken earlier
 * would be unavailable to the clients of the other loops for as long as this loop has no client: the operating system
 * assigns each client to one listening socket, where it stays. If no permit is available, or accepting is paused, the
 * accepted socket is parked: it is not read from and does not count as a connection. It starts when a permit is granted
 * or accepting resumes. Meanwhile this loop accepts nothing else, and further clients wait in the operating system's
 * backlog.
 */
final class AcceptLoop implements CompletionHandler<AsynchronousSocketChannel, Object>, ConnectionPermits.Waiter {
    /** The pause after a failed accept: 50 ms. It doubles with each further failure. */
    private static final long FIRST_PAUSE_NANOS = 50_000_000L;

    /** The longest pause: half a second. */
    private static final long LONGEST_PAUSE_NANOS = 500_000_000L;

    private final ServerCore core;
    private final ConnectionPermits permits;
    private final GroupLoop loop;
    private final AsynchronousServerSocketChannel socket;
    private final InetSocketAddress localAddress;

    /** The accepted socket that waits to start. */
    private final AtomicReference<@Nullable AsynchronousSocketChannel> parked = new AtomicReference<>();

    /** A permit was granted that {@link #beginParked} has not used yet. */
    private final AtomicBoolean granted = new AtomicBoolean();

    private final Runnable accept = this::accept;
    private final Runnable beginParked = this::beginParked;
    private final Runnable resume = this::resume;

    private final Alarm pauseOver = new Alarm() {
        @Override
        protected void fire() {
            try {
                loop.submit(accept);
            } catch (OutOfMemoryError noMemory) {
                Survival.giveBack();
                pause();
            }
        }
    };

    private long pauseNanos;

    private AcceptLoop(ServerCore core, GroupLoop loop, AsynchronousServerSocketChannel socket) throws IOException {
        this.core = core;
        this.loop = loop;
        this.socket = socket;
        permits = core.permits();
        localAddress = (InetSocketAddress) socket.getLocalAddress();
        // Loads the logging classes. They cannot be loaded from a folder when file descriptors have run out.
        Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> "listening on " + localAddress);
        LogLimiter.shared();
    }

    /** Opens one accept loop, or one for each loop of the options if sockets can share a port. */
    static List<AcceptLoop> open(SocketAddress address, ServerOptions options, ServerCore core) throws IOException {
        List<AcceptLoop> opened = new ArrayList<>();
        try {
            AcceptLoop first = open(address, core, false, true);
            opened.add(first);
            if (options.loops() > 1 && ListeningSockets.share(first.socket)) {
                while (opened.size() < options.loops()) {
                    opened.add(open(first.localAddress, core, true, false));
                }
            }
            return opened;
        } catch (IOException | RuntimeException failure) {
            for (AcceptLoop each : opened) {
                each.close();
                each.loop.shutdown();
            }
            throw failure;
        }
    }

    /** Opens one accept loop on a loop of its own. */
    private static AcceptLoop open(SocketAddress address, ServerCore core, boolean joins, boolean first)
            throws IOException {
        ServerOptions options = core.options();
        GroupLoop loop = GroupLoop.start(false, options.spares());
        try {
            if (options.sharedReadBuffer() && !loop.shareReadBuffer() && first) {
                Logs.LOGGER.log(
                        System.Logger.Level.INFO,
                        "connections do not share a read buffer: not known to be safe on this Java and platform");
            }
            AsynchronousServerSocketChannel socket = joins
                    ? ListeningSockets.join(loop.group(), address, options.backlog())
                    : ListeningSockets.claim(loop.group(), address, options.backlog());
            AcceptLoop opened = new AcceptLoop(core, loop, socket);
            loop.onFailure(failure -> core.failed(opened, failure));
            return opened;
        } catch (IOException | RuntimeException failure) {
            loop.group().shutdownNow();
            loop.shutdown();
            throw failure;
        }
    }

    /**
     * Opens another accept loop on the same address, to replace this one, which is closed.
     *
     * @param joins whether other sockets of this server hold the port
     */
    AcceptLoop reopen(boolean joins) throws IOException {
        return open(localAddress, core, joins, false);
    }

    GroupLoop loop() {
        return loop;
    }

    InetSocketAddress localAddress() {
        return localAddress;
    }

    /** Starts accepting. */
    void start() {
        loop.submit(accept);
    }

    /** Starts the parked socket, if there is one and a permit is available. */
    void resume() {
        loop.submit(beginParked);
    }

    @Override
    public void granted() {
        granted.set(true);
        Survival.insist("a client with a permit could not be served", resume);
    }

    /** Accepts the next connection. On the loop, with no accept pending and no socket parked. */
    private void accept() {
        try {
            socket.accept(this, this);
        } catch (ShutdownChannelGroupException ended) {
            // The loop has ended.
        } catch (Throwable failure) {
            failed(failure, this);
        }
    }

    @Override
    public void completed(AsynchronousSocketChannel accepted, Object attachment) {
        try {
            pauseNanos = 0;
            core.counters().acceptSucceeded();
            loop.submit(() -> take(accepted));
        } catch (Throwable failure) {
            // No memory for the turn.
            close(accepted);
            Survival.survived("an accepted connection could not be served and is closed", failure);
            pause();
        }
    }

    private void take(AsynchronousSocketChannel accepted) {
        parked.set(accepted);
        beginParked();
    }

    /** Starts the parked socket, or leaves it parked. On the loop. */
    private void beginParked() {
        boolean permitted = granted.getAndSet(false);
        if (core.paused()) {
            if (permitted) {
                permits.putBack();
            }
            closeParkedIfStopped();
            if (!core.paused()) {
                // Accepting resumed before the permit was returned.
                core.resumeAccepting();
            }
            return;
        }
        if (!permitted && (parked.get() == null || !takesPermit())) {
            return;
        }
        AsynchronousSocketChannel accepted = parked.getAndSet(null);
        if (accepted == null) {
            // It was closed in the meantime.
            core.returnPermit();
            return;
        }
        try {
            begin(accepted);
        } finally {
            accept();
        }
    }

    /** Takes a permit for the parked socket. If none is available, the socket waits for one or is rejected. */
    private boolean takesPermit() {
        if (core.options().overflow() == ServerOptions.Overflow.PAUSE_ACCEPT) {
            boolean taken = permits.takeOrWait(this);
            if (!taken) {
                closeParkedIfStopped();
            }
            return taken;
        }
        boolean taken = permits.take();
        AsynchronousSocketChannel refused = taken ? null : parked.getAndSet(null);
        if (refused != null) {
            core.counters().refused();
            close(refused);
            accept();
        }
        return taken;
    }

    private void begin(AsynchronousSocketChannel accepted) {
        try {
            core.accepted(accepted, loop);
        } catch (Throwable failure) {
            close(accepted);
            Survival.survived("an accepted connection could not be served and is closed", failure);
            core.returnPermit();
        }
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
        try {
            report(failure);
        } catch (Throwable again) {
            Survival.survived("handling a failed accept failed", again);
            pause();
        }
    }

    private void report(Throwable failure) {
        if (Survival.outOfMemory(failure)) {
            Survival.giveBack();
        }
        if (!socket.isOpen() || failure instanceof ClosedChannelException) {
            return;
        }
        boolean firstInAWhile = core.counters().acceptFailed(String.valueOf(failure.getMessage()));
        String message = "accepting on " + localAddress + " fails and is retried with pauses: " + failure;
        Logs.limited(System.Logger.Level.WARNING, "failures to accept on " + localAddress, () -> message, null);
        if (firstInAWhile) {
            core.warned(new Warning(Warning.Kind.ACCEPT_PAUSED, 0, message, null, List.of()));
        }
        pause();
    }

    /** Retries after a pause. */
    private void pause() {
        pauseNanos = Math.min(Math.max(FIRST_PAUSE_NANOS, pauseNanos * 2), LONGEST_PAUSE_NANOS);
        loop.timer().set(pauseOver, loop.timer().now() + pauseNanos);
    }

    /** Stops accepting and closes the parked socket. */
    void close() {
        loop.timer().cancel(pauseOver);
        close(socket);
        closeParkedIfStopped();
    }

    /**
     * Closes the parked socket if accepting has stopped. Called by the loop and by the thread that stops accepting.
     */
    private void closeParkedIfStopped() {
        if (!socket.isOpen()) {
            permits.cancel(this);
            AsynchronousSocketChannel accepted = parked.getAndSet(null);
            if (accepted != null) {
                close(accepted);
            }
        }
    }

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException | ShutdownChannelGroupException ignored) {
            // The descriptor is released in any case. If the loop has just ended, the pending accept cannot be
            // reported.
        }
    }
}
