package dev.futurewire.internal.server;

import dev.futurewire.ServerOptions;
import dev.futurewire.internal.channel.Logs;
import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.observe.Warning;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
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
final class Listener implements CompletionHandler<AsynchronousSocketChannel, Object> {
    /** The first and the longest pause after a failed accept: 50 ms, doubled up to half a second. */
    private static final long FIRST_PAUSE_NANOS = 50_000_000L;

    private static final long LONGEST_PAUSE_NANOS = 500_000_000L;

    private final Acceptor acceptor;
    private final GroupLoop loop;
    private final AsynchronousServerSocketChannel socket;
    private final InetSocketAddress localAddress;
    private final boolean reusePort;

    /** An accept is under way or a pause will start one. */
    private final AtomicBoolean accepting = new AtomicBoolean();

    private final Alarm pauseOver = new Alarm() {
        @Override
        protected void fire() {
            try {
                loop.submit(Listener.this::acceptNow);
            } catch (OutOfMemoryError noMemory) {
                Survival.giveBack();
                pause();
            }
        }
    };

    private long pauseNanos;

    private Listener(Acceptor acceptor, GroupLoop loop, AsynchronousServerSocketChannel socket, boolean reusePort)
            throws IOException {
        this.reusePort = reusePort;
        this.acceptor = acceptor;
        this.loop = loop;
        this.socket = socket;
        localAddress = (InetSocketAddress) socket.getLocalAddress();
        // Loads what a failing accept logs with: at the limit of descriptors a class cannot be loaded from a folder.
        Logs.LOGGER.log(System.Logger.Level.DEBUG, () -> "listening on " + localAddress);
    }

    /** Opens one listener, or with {@code SO_REUSEPORT} one per loop. */
    static List<Listener> open(SocketAddress address, ServerOptions options, Acceptor acceptor) throws IOException {
        List<Listener> listeners = new ArrayList<>();
        try {
            // The first is bound alone, so that an address in use is reported: with SO_REUSEPORT two programs of the
            // same user would share it silently.
            AsynchronousServerSocketChannel probe = AsynchronousServerSocketChannel.open();
            boolean reusePort =
                    options.loops() > 1 && probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
            SocketAddress real;
            try (probe) {
                probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                probe.bind(address);
                real = reusePort ? probe.getLocalAddress() : address;
            }
            int loops = reusePort ? options.loops() : 1;
            for (int i = 0; i < loops; i++) {
                listeners.add(open(real, reusePort, acceptor, i == 0));
            }
            return listeners;
        } catch (IOException | RuntimeException failure) {
            for (Listener each : listeners) {
                each.close();
                each.loop.shutdown();
            }
            throw failure;
        }
    }

    /** Opens one listener on a loop of its own. */
    private static Listener open(SocketAddress address, boolean reusePort, Acceptor acceptor, boolean first)
            throws IOException {
        ServerOptions options = acceptor.options();
        GroupLoop loop = GroupLoop.start(false, options.spares());
        try {
            if (options.sharedReadBuffer() && !loop.shareReadBuffer() && first) {
                Logs.LOGGER.log(
                        System.Logger.Level.INFO,
                        "connections do not share a read buffer: on this Java and system it is not known to be safe");
            }
            AsynchronousServerSocketChannel socket = AsynchronousServerSocketChannel.open(loop.group());
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (reusePort) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            socket.bind(address, options.backlog());
            Listener listener = new Listener(acceptor, loop, socket, reusePort);
            loop.whenFailed(failure -> acceptor.failed(listener, failure));
            return listener;
        } catch (IOException | RuntimeException failure) {
            loop.group().shutdownNow();
            loop.shutdown();
            throw failure;
        }
    }

    /** Opens another one in the place of this, which is closed. */
    Listener another() throws IOException {
        return open(localAddress, reusePort, acceptor, false);
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
        if (acceptor.paused()) {
            accepting.set(false);
            if (!acceptor.paused()) {
                accept();
            }
            return;
        }
        boolean refusing = acceptor.options().overflow() == ServerOptions.Overflow.REFUSE;
        if (!refusing && !acceptor.takePermit()) {
            accepting.set(false);
            // A permit may have come back between the two lines.
            if (acceptor.hasPermit()) {
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
            acceptor.givePermitBack();
            pause();
        }
    }

    private void take(AsynchronousSocketChannel accepted) {
        pauseNanos = 0;
        acceptor.counters().acceptSucceeded();
        loop.submit(() -> {
            try {
                begin(accepted);
            } finally {
                acceptNow();
            }
        });
    }

    private void begin(AsynchronousSocketChannel accepted) {
        if (acceptor.options().overflow() == ServerOptions.Overflow.REFUSE && !acceptor.takePermit()) {
            acceptor.counters().refused();
            close(accepted);
            return;
        }
        try {
            acceptor.accepted(accepted, loop);
        } catch (Throwable failure) {
            close(accepted);
            Survival.survived("an accepted connection is closed at once", failure);
            Survival.insist("a connection that was closed at once makes no room", acceptor::returnPermit);
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
        if (acceptor.options().overflow() == ServerOptions.Overflow.PAUSE_ACCEPT) {
            acceptor.givePermitBack();
        }
        if (!socket.isOpen() || failure instanceof ClosedChannelException) {
            accepting.set(false);
            return;
        }
        if (acceptor.counters().acceptFailed(String.valueOf(failure.getMessage()))) {
            String message = "accepting on " + localAddress + " fails and is tried again with pauses: " + failure;
            Logs.LOGGER.log(System.Logger.Level.WARNING, message);
            acceptor.warned(new Warning(Warning.Kind.ACCEPT_PAUSED, 0, message, null, List.of()));
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
