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

/**
 * One loop's listening socket. One accept is under way at a time, and only with a permit: so a server never has more
 * connections than it may, and a surplus client waits in the operating system's backlog.
 */
final class AcceptLoop implements CompletionHandler<AsynchronousSocketChannel, Object> {
    /** The first and the longest pause after a failed accept: 50 ms, doubled up to half a second. */
    private static final long FIRST_PAUSE_NANOS = 50_000_000L;

    private static final long LONGEST_PAUSE_NANOS = 500_000_000L;

    private final ServerCore core;
    private final GroupLoop loop;
    private final AsynchronousServerSocketChannel socket;
    private final InetSocketAddress localAddress;

    /** An accept is under way or a pause will start one. */
    private final AtomicBoolean accepting = new AtomicBoolean();

    private final Alarm pauseOver = new Alarm() {
        @Override
        protected void fire() {
            try {
                loop.submit(AcceptLoop.this::acceptNow);
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
        localAddress = (InetSocketAddress) socket.getLocalAddress();
        // Loads what a failing accept logs with: at the limit of descriptors a class cannot be loaded from a folder.
        Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> "listening on " + localAddress);
        LogLimiter.shared();
    }

    /** Opens one acceptLoop, or one per loop where sockets can share a port. */
    static List<AcceptLoop> open(SocketAddress address, ServerOptions options, ServerCore core) throws IOException {
        List<AcceptLoop> acceptLoops = new ArrayList<>();
        try {
            AcceptLoop first = open(address, core, false, true);
            acceptLoops.add(first);
            if (options.loops() > 1 && ListeningSockets.share(first.socket)) {
                while (acceptLoops.size() < options.loops()) {
                    acceptLoops.add(open(first.localAddress, core, true, false));
                }
            }
            return acceptLoops;
        } catch (IOException | RuntimeException failure) {
            for (AcceptLoop each : acceptLoops) {
                each.close();
                each.loop.shutdown();
            }
            throw failure;
        }
    }

    /** Opens one acceptLoop on a loop of its own. */
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
            AcceptLoop acceptLoop = new AcceptLoop(core, loop, socket);
            loop.whenFailed(failure -> core.failed(acceptLoop, failure));
            return acceptLoop;
        } catch (IOException | RuntimeException failure) {
            loop.group().shutdownNow();
            loop.shutdown();
            throw failure;
        }
    }

    /**
     * Opens another one in the place of this, which is closed.
     *
     * @param joins whether other acceptLoops of this server hold the port
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

    void accept() {
        if (accepting.compareAndSet(false, true)) {
            loop.submit(this::acceptNow);
        }
    }

    /** A connection has ended: there may be a permit for us. */
    void resume() {
        if (!accepting.get() && socket.isOpen()) {
            accept();
        }
    }

    private void acceptNow() {
        if (core.paused()) {
            accepting.set(false);
            if (!core.paused()) {
                accept();
            }
            return;
        }
        boolean refusing = core.options().overflow() == ServerOptions.Overflow.REFUSE;
        if (!refusing && !core.takePermit()) {
            accepting.set(false);
            // A permit may have come back between the two lines.
            if (core.hasPermit()) {
                accept();
            }
            return;
        }
        try {
            socket.accept(this, this);
        } catch (ShutdownChannelGroupException ended) {
            accepting.set(false);
        } catch (Throwable failure) {
            // No memory: the permit is there for the next attempt.
            failed(failure, this);
        }
    }

    @Override
    public void completed(AsynchronousSocketChannel accepted, Object attachment) {
        try {
            take(accepted);
        } catch (Throwable failure) {
            // There was no memory to leave it to the loop.
            close(accepted);
            Survival.survived("an accepted connection is closed at once", failure);
            core.givePermitBack();
            pause();
        }
    }

    private void take(AsynchronousSocketChannel accepted) {
        pauseNanos = 0;
        core.counters().acceptSucceeded();
        loop.submit(() -> {
            try {
                begin(accepted);
            } finally {
                acceptNow();
            }
        });
    }

    private void begin(AsynchronousSocketChannel accepted) {
        if (core.options().overflow() == ServerOptions.Overflow.REFUSE && !core.takePermit()) {
            core.counters().refused();
            close(accepted);
            return;
        }
        try {
            core.accepted(accepted, loop);
        } catch (Throwable failure) {
            close(accepted);
            Survival.survived("an accepted connection is closed at once", failure);
            Survival.insist("a connection that was closed at once makes no room", core::returnPermit);
        }
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
        try {
            tell(failure);
        } catch (Throwable again) {
            Survival.survived("accepting failed, and so did dealing with that", again);
            pause();
        }
    }

    private void tell(Throwable failure) {
        if (Survival.outOfMemory(failure)) {
            Survival.giveBack();
        }
        if (core.options().overflow() == ServerOptions.Overflow.PAUSE_ACCEPT) {
            core.givePermitBack();
        }
        if (!socket.isOpen() || failure instanceof ClosedChannelException) {
            accepting.set(false);
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

    void close() {
        loop.timer().cancel(pauseOver);
        close(socket);
    }

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException | ShutdownChannelGroupException ignored) {
            // The descriptor is released in any case; a pending accept cannot be told if the loop has just ended.
        }
    }
}
