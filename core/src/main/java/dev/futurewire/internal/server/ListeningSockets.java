package dev.futurewire.internal.server;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The listening sockets of a server. The first claims the port for the server; the others join it.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Sockets with {@code SO_REUSEPORT} share a port with all such sockets of the same user, in any process. If all
 * sockets of a server had the option from the start, the server would silently share its port with another server; a
 * trial without the option proves nothing about the time after the trial. Therefore the first socket is bound without
 * the option and stays open as long as the server: of two such sockets the operating system lets only one listen. Once
 * it listens, its option is set, which admits the server's other sockets. When a socket is bound, the system checks the
 * option of the existing sockets, and it distributes connections among all sockets that have it (Linux: {@code
 * inet_csk_bind_conflict} and {@code inet_reuseport_add_sock}). The first socket of another server does not have the
 * option when it is bound, so it is rejected.
 *
 * <p>If two sockets start to listen in the same microsecond, the system may reject both (about one in 500 on Linux
 * 6.18, with two threads in a loop). A rejected claim is therefore retried a few times.
 */
final class ListeningSockets {
    /** Number of attempts before the port counts as in use. */
    private static final int ATTEMPTS = 4;

    /** The longest pause between two attempts: 10 ms. Pauses are random, so that two servers do not retry in step. */
    private static final long LONGEST_PAUSE_NANOS = 10_000_000L;

    private ListeningSockets() {}

    /**
     * Opens the listening socket that claims a port.
     *
     * @throws BindException if the address is in use or not local
     */
    static AsynchronousServerSocketChannel claim(AsynchronousChannelGroup group, SocketAddress address, int backlog)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return listen(group, address, backlog, false);
            } catch (BindException refused) {
                if (attempt == ATTEMPTS) {
                    throw refused;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            }
        }
    }

    /** Admits other sockets of this server to the port. Returns false if the platform does not support it. */
    static boolean share(AsynchronousServerSocketChannel claimed) throws IOException {
        if (!claimed.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            return false;
        }
        claimed.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        return true;
    }

    /** Opens another listening socket on a claimed and shared port. */
    static AsynchronousServerSocketChannel join(AsynchronousChannelGroup group, SocketAddress address, int backlog)
            throws IOException {
        return listen(group, address, backlog, true);
    }

    private static AsynchronousServerSocketChannel listen(
            AsynchronousChannelGroup group, SocketAddress address, int backlog, boolean shared) throws IOException {
        AsynchronousServerSocketChannel socket = AsynchronousServerSocketChannel.open(group);
        try {
            // Connections in TIME_WAIT do not prevent binding.
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (shared) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            return socket.bind(address, backlog);
        } catch (IOException | RuntimeException failure) {
            AcceptLoop.close(socket);
            throw failure;
        }
    }
}
