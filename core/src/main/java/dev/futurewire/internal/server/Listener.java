package dev.futurewire.internal.server;

import dev.futurewire.ServerOptions;
import dev.futurewire.internal.channel.Logs;
import dev.futurewire.internal.loop.GroupLoop;
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
import java.nio.channels.ServerSocketChannel;
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

    /** An accept is under way or a pause will start one. */
    private final AtomicBoolean accepting = new AtomicBoolean();

    private final Alarm pauseOver = new Alarm() {
        @Override
        protected void fire() {
            loop.submit(Listener.this::acceptNow);
        }
    };

    private long pauseNanos;

    private Listener(Acceptor acceptor, GroupLoop loop, AsynchronousServerSocketChannel socket) throws IOException {
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
            // Not an asynchronous one: the group that those have by default starts threads that never end.
            ServerSocketChannel probe = ServerSocketChannel.open();
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
                GroupLoop loop = GroupLoop.start(false, options.spares());
                try {
                    if (options.sharedReadBuffer() && !loop.shareReadBuffer() && i == 0) {
                        Logs.LOGGER.log(
                                System.Logger.Level.INFO,
                                "connections do not share a read buffer: on this Java and system it is not known to be safe");
                    }
                    AsynchronousServerSocketChannel socket = AsynchronousServerSocketChannel.open(loop.group());
                    socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    if (reusePort) {
                        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    }
                    socket.bind(real, options.backlog());
                    listeners.add(new Listener(acceptor, loop, socket));
                } catch (IOException | RuntimeException failure) {
                    loop.group().shutdownNow();
                    loop.shutdown();
                    throw failure;
                }
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
        }
    }

    @Override
    public void completed(AsynchronousSocketChannel accepted, Object attachment) {
        pauseNanos = 0;
        acceptor.counters().acceptSucceeded();
        loop.submit(() -> {
            if (acceptor.options().overflow() == ServerOptions.Overflow.REFUSE && !acceptor.takePermit()) {
                acceptor.counters().refused();
                close(accepted);
            } else {
                acceptor.accepted(accepted, loop);
            }
            acceptNow();
        });
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
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
