package dev.futurewire.internal.server;

import dev.futurewire.ServerOptions;
import dev.futurewire.internal.channel.Logs;
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
 * <p>At most one of these is there at a time: an accept under way, a <em>parked</em> socket, or a pause after a failure.
 *
 * <p>A connection needs a permit of the server, and takes it when its accept has completed. A permit that was taken before would
 * be lost to the clients of the other loops for as long as this one has none: the operating system assigns each client to one
 * listening socket, and there it stays. If there is no permit, or accepting is paused, the accepted socket is parked: it is not
 * read from and no connection yet. It begins when a permit is granted or accepting resumes; meanwhile nothing else is
 * accepted here, and further clients wait in the operating system's backlog.
 */
final class AcceptLoop implements CompletionHandler<AsynchronousSocketChannel, Object>, ConnectionPermits.Waiter {
    /** The first pause after a failed accept: 50 ms. Each further one doubles it. */
    private static final long FIRST_PAUSE_NANOS = 50_000_000L;

    /** The longest pause: half a second. */
    private static final long LONGEST_PAUSE_NANOS = 500_000_000L;

    private final ServerCore core;
    private final ConnectionPermits permits;
    private final GroupLoop loop;
    private final AsynchronousServerSocketChannel socket;
    private final InetSocketAddress localAddress;

    /** The accepted socket that waits to begin. */
    private final AtomicReference<@Nullable AsynchronousSocketChannel> parked = new AtomicReference<>();

    /** A permit was granted that {@link #beginParked} has not seen yet. */
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
        // Loads what a failing accept logs with: at the limit of descriptors a class cannot be loaded from a folder.
        Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> "listening on " + localAddress);
        LogLimiter.shared();
    }

    /** Opens one accept loop, or one per loop of the options where sockets can share a port. */
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
                        "connections do not share a read buffer: on this Java and system it is not known to be safe");
            }
            AsynchronousServerSocketChannel socket = joins
                    ? ListeningSockets.join(loop.group(), address, options.backlog())
                    : ListeningSockets.claim(loop.group(), address, options.backlog());
            AcceptLoop opened = new AcceptLoop(core, loop, socket);
            loop.whenFailed(failure -> core.failed(opened, failure));
            return opened;
        } catch (IOException | RuntimeException failure) {
            loop.group().shutdownNow();
            loop.shutdown();
            throw failure;
        }
    }

    /**
     * Opens another accept loop in place of this one, which is closed.
     *
     * @param joins whether other sockets of this server hold the port
     */
    AcceptLoop another(boolean joins) throws IOException {
        return open(localAddress, core, joins, false);
    }

    GroupLoop loop() {
        return loop;
    }

    InetSocketAddress localAddress() {
        return localAddress;
    }

    /** Begins to accept. */
    void start() {
        loop.submit(accept);
    }

    /** Begins the parked socket, if there is one and it may begin. */
    void resume() {
        loop.submit(beginParked);
    }

    @Override
    public void granted() {
        granted.set(true);
        Survival.insist("a client that has got a permit is not served", resume);
    }

    /** On the loop, with no accept under way and no socket parked. */
    private void accept() {
        try {
            socket.accept(this, this);
        } catch (ShutdownChannelGroupException ended) {
            // The loop has ended, and with it accepting.
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
            Survival.survived("an accepted connection is closed at once", failure);
            pause();
        }
    }

    private void take(AsynchronousSocketChannel accepted) {
        parked.set(accepted);
        beginParked();
    }

    /** Begins the parked socket, or leaves it parked. On the loop. */
    private void beginParked() {
        boolean permitted = granted.getAndSet(false);
        if (core.paused()) {
            if (permitted) {
                permits.keep();
            }
            closeParkedIfStopped();
            if (!core.paused()) {
                // The other loops resumed before this one gave its permit back.
                core.resumeAccepting();
            }
            return;
        }
        if (!permitted && (parked.get() == null || !takesPermit())) {
            return;
        }
        AsynchronousSocketChannel accepted = parked.getAndSet(null);
        if (accepted == null) {
            // Closed in the meantime.
            core.returnPermit();
            return;
        }
        try {
            begin(accepted);
        } finally {
            accept();
        }
    }

    /** Takes a permit for the parked socket. If there is none, it waits for one or is refused. */
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
            Survival.survived("an accepted connection is closed at once", failure);
            core.returnPermit();
        }
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
        try {
            report(failure);
        } catch (Throwable again) {
            Survival.survived("accepting failed, and so did dealing with that", again);
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
        if (core.counters().acceptFailed(String.valueOf(failure.getMessage()))) {
            String message = "accepting on " + localAddress + " fails and is tried again with pauses: " + failure;
            Logs.limited(System.Logger.Level.WARNING, "failures to accept on " + localAddress, () -> message, null);
            core.warned(new Warning(Warning.Kind.ACCEPT_PAUSED, 0, message, null, List.of()));
        }
        pause();
    }

    /** Tries again soon. */
    private void pause() {
        pauseNanos = Math.min(Math.max(FIRST_PAUSE_NANOS, pauseNanos * 2), LONGEST_PAUSE_NANOS);
        loop.timer().set(pauseOver, loop.timer().now() + pauseNanos);
    }

    /** Stops accepting. The parked socket is closed. */
    void close() {
        loop.timer().cancel(pauseOver);
        close(socket);
        closeParkedIfStopped();
    }

    /** A socket that is parked while accepting stops is closed by the loop or by the thread that stops it. */
    private void closeParkedIfStopped() {
        if (!socket.isOpen()) {
            permits.leave(this);
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
            // The descriptor is released in any case; a pending accept cannot be reported if the loop has just ended.
        }
    }
}
