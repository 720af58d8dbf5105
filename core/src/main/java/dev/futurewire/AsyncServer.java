package dev.futurewire;

import dev.futurewire.internal.server.ServerCore;
import dev.futurewire.observe.ServerSnapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A listening server. Its loop threads keep the program running until it is closed.
 *
 * <pre>{@code
 * AsyncServer server = AsyncServer.listen(new InetSocketAddress("127.0.0.1", 7000), channel ->
 *     Futures.repeatWhile(() -> channel.readLine().orTimeout(10, SECONDS).thenCompose(line ->
 *         line == null ? completedFuture(false)
 *                      : channel.write(line + "\n").thenApply(done -> !line.equals("BYE")))));
 * }</pre>
 */
public final class AsyncServer implements AutoCloseable {
    private final ServerCore core;

    private AsyncServer(ServerCore core) {
        this.core = core;
    }

    /**
     * Listens with default options.
     *
     * @param address where; port 0 takes a free one, see {@link #localAddress()}
     * @param handler what to do with each connection
     * @return the server, accepting
     * @throws java.net.BindException if the address is in use or not ours
     * @throws IOException if listening fails otherwise
     */
    public static AsyncServer listen(SocketAddress address, ConnectionHandler handler) throws IOException {
        return listen(address, ServerOptions.defaults(), handler);
    }

    /**
     * Listens. A port belongs to one server: of two that begin to listen on it, in this process or in another one, at
     * whatever moment, the second fails. The port is free again as soon as the server is closed.
     *
     * @param address where; port 0 takes a free one, see {@link #localAddress()}
     * @param options limits and settings
     * @param handler what to do with each connection
     * @return the server, accepting
     * @throws java.net.BindException if the address is in use or not ours
     * @throws IOException if listening fails otherwise
     * @throws java.nio.channels.UnresolvedAddressException for a host name that was not resolved
     * @throws java.nio.channels.UnsupportedAddressTypeException for an address that is not an internet one
     */
    public static AsyncServer listen(SocketAddress address, ServerOptions options, ConnectionHandler handler)
            throws IOException {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(handler, "handler");
        return new AsyncServer(ServerCore.open(address, options, handler));
    }

    /**
     * Where the server listens.
     *
     * @return the address with the real port, also after the end
     */
    public InetSocketAddress localAddress() {
        return core.localAddress();
    }

    /**
     * The live connections, those that are closing included. One that a shutdown cuts off at its deadline leaves when its
     * loop gets to it, perhaps a moment after the report.
     *
     * @return a weakly consistent, unmodifiable view
     */
    public Collection<AsyncChannel> connections() {
        return core.connections();
    }

    /**
     * What can be seen of the server now.
     *
     * @return a new immutable snapshot
     */
    public ServerSnapshot snapshot() {
        return core.snapshot();
    }

    /**
     * Pauses or resumes accepting. Clients wait meanwhile: in the operating system's backlog, or accepted, one for each
     * loop, but neither read from nor counted as a connection.
     *
     * @param paused whether no more connections are to begin for now; one that is beginning already may still come
     */
    public void pauseAccepting(boolean paused) {
        core.pause(paused);
    }

    /**
     * Shuts down: stops accepting, lets the handlers finish, closes what is left at the deadline. Connections that
     * remain are closed gracefully for the last fifth of the grace, two seconds at most, and cut off at the deadline, with
     * {@link CloseReason#SERVER_SHUTDOWN}. A second call may shorten the deadline, never lengthen it.
     *
     * @param grace how long the whole may take; zero cuts off at once
     * @return completes by the deadline, always, with the report; each call returns a future of its own. Before the deadline
     *     it completes after the listener and every {@link AsyncChannel#closed()} have been told of each connection's end
     */
    public CompletableFuture<ShutdownReport> shutdown(Duration grace) {
        return core.shutdown(grace);
    }

    /**
     * Shuts down with {@link ServerOptions#shutdownGrace()} and waits for the end, and then, up to half a second, for the
     * interrupted threads of handlers in direct style to leave their handlers. On a loop thread, where waiting would
     * stall the very connections it waits for, it only starts the shutdown.
     */
    @Override
    public void close() {
        core.close();
    }

    @Override
    public String toString() {
        return "AsyncServer[" + localAddress() + "]";
    }
}
