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
 * The sockets of one server: the first claims the port for the server, the others join it.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Sockets with {@code SO_REUSEPORT} share a port with all such sockets of the same user, whichever program they belong
 * to. A server whose sockets all had it from the beginning would share its port with another server silently, and a trial
 * without it proves nothing about the moment after the trial. So the first socket is bound without the option and stays
 * open as long as the server does: of two such sockets the operating system lets one listen, at any moment and in any
 * order. When it listens it is given the option, which admits the server's other sockets: the system looks at the option
 * of the sockets that are there when another one is bound, and spreads connections among all that have it (Linux: {@code
 * inet_csk_bind_conflict} and {@code inet_reuseport_add_sock}). The first socket of another server has no such option when
 * it is bound, so it is refused.
 *
 * <p>Of two sockets that begin to listen in the same microsecond the system may refuse both (about one in 500, on Linux
 * 6.18, when two threads do it in a loop). A refused claim is therefore repeated a few times.
 */
final class ListeningSockets {
    /** How often a claim is made before the port counts as in use. */
    private static final int ATTEMPTS = 4;

    /** The longest pause between two attempts: 10 ms. Pauses are random, so that two servers do not go on in step. */
    private static final long LONGEST_PAUSE_NANOS = 10_000_000L;

    private ListeningSockets() {}

    /**
     * A listening socket that has its port for itself.
     *
     * @throws BindException if the address is in use or not ours
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

    /** Admits other sockets of this server to the port; false if the platform cannot. */
    static boolean share(AsynchronousServerSocketChannel claimed) throws IOException {
        if (!claimed.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            return false;
        }
        claimed.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        return true;
    }

    /** Another listening socket on a port that is claimed and shared. */
    static AsynchronousServerSocketChannel join(AsynchronousChannelGroup group, SocketAddress address, int backlog)
            throws IOException {
        return listen(group, address, backlog, true);
    }

    private static AsynchronousServerSocketChannel listen(
            AsynchronousChannelGroup group, SocketAddress address, int backlog, boolean shared) throws IOException {
        AsynchronousServerSocketChannel socket = AsynchronousServerSocketChannel.open(group);
        try {
            // A port whose last connections are in TIME_WAIT can be claimed nevertheless.
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
