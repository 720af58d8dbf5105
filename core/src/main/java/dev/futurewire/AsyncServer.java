package dev.futurewire;

import dev.futurewire.internal.server.ServerCore;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Registration;
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
     * @param address the local address; port 0 for any free port, see {@link #localAddress()}
     * @param handler serves each connection
     * @return the server, which accepts connections
     * @throws java.net.BindException if the address is in use or does not belong to this machine
     * @throws IOException if listening fails for another reason
     * @throws java.nio.channels.UnresolvedAddressException if the address is an unresolved host name
     * @throws java.nio.channels.UnsupportedAddressTypeException if the address is not an internet address
     */
    public static AsyncServer listen(SocketAddress address, ConnectionHandler handler) throws IOException {
        return listen(address, ServerOptions.defaults(), handler);
    }

    /**
     * Listens. A port belongs to one server: if another server listens on it, or begins to at the same time, in this
     * process or in another, the second call fails. The port is free again as soon as the server is closed.
     *
     * @param address the local address; port 0 for any free port, see {@link #localAddress()}
     * @param options limits and settings
     * @param handler serves each connection
     * @return the server, which accepts connections
     * @throws java.net.BindException if the address is in use or does not belong to this machine
     * @throws IOException if listening fails for another reason
     * @throws java.nio.channels.UnresolvedAddressException if the address is an unresolved host name
     * @throws java.nio.channels.UnsupportedAddressTypeException if the address is not an internet address
     */
    public static AsyncServer listen(SocketAddress address, ServerOptions options, ConnectionHandler handler)
            throws IOException {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(handler, "handler");
        return new AsyncServer(ServerCore.open(address, options, handler));
    }

    /** {@return the address that the server listens on, with the actual port; available also after it is closed} */
    public InetSocketAddress localAddress() {
        return core.localAddress();
    }

    /**
     * {@return a weakly consistent, unmodifiable view of the open connections, including those that are closing} A
     * connection that a shutdown aborts at its deadline is removed by its loop, which may be slightly later than the
     * report.
     */
    public Collection<AsyncChannel> connections() {
        return core.connections();
    }

    /** {@return a new immutable snapshot of the server: counters and state} */
    public ServerSnapshot snapshot() {
        return core.snapshot();
    }

    /** {@return the options that the server was started with} */
    public ServerOptions options() {
        return core.options();
    }

    /**
     * Adds a listener to this server while it runs. It is called as {@link ConnectionListener} states, after the listener of
     * {@link ServerOptions#listener()} and the listeners that joined before it; an exception of one of them does not keep the
     * others from being called.
     *
     * <p>For a connection that is open already, {@link ConnectionListener#opened} is not called; its other events are
     * reported from now on. To see all connections, call this method first and {@link #connections()} afterwards: a connection
     * that opens at the same time is then in the collection, reported as opened, or both.
     *
     * @param listener the listener to add; one that is added twice is called twice
     * @return the registration; closing it removes the listener. On a server that is closed, the listener is never called
     */
    public Registration observe(ConnectionListener listener) {
        return core.observe(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Pauses or resumes accepting. While it is paused, clients wait in the operating system's backlog; each loop may accept
     * one more client, which is neither read from nor counted as a connection until accepting resumes.
     *
     * @param paused true to pause, false to resume
     */
    public void pauseAccepting(boolean paused) {
        core.pause(paused);
    }

    /**
     * Shuts down. The server stops accepting and lets the handlers finish. In the last fifth of the grace period, at
     * most two seconds before the deadline, it closes the remaining connections gracefully, and at the deadline it
     * aborts those that are still open, with {@link CloseReason#SERVER_SHUTDOWN}. A later call may move the deadline
     * earlier but not later.
     *
     * @param grace the time until the deadline; with zero, all connections are aborted immediately
     * @return completes with the report by the deadline in any case; each call returns a new future. If it completes
     *     before the deadline, the end of each connection has been reported to the listener and to every {@link
     *     AsyncChannel#closed()}
     */
    public CompletableFuture<ShutdownReport> shutdown(Duration grace) {
        return core.shutdown(grace);
    }

    /**
     * Waits until a shutdown begins, by {@link #shutdown} or {@link #close}. May be called any number of times: a future
     * that is cancelled, or dropped without dependent stages, is not retained. Handlers use {@link
     * AsyncChannel#stopping()}.
     *
     * @return completes normally when the shutdown begins; on the calling connection's turn if a connection's callback
     *     calls this, otherwise on a loop thread. Each call returns a new future
     */
    public CompletableFuture<Void> stopping() {
        return core.stopping();
    }

    /**
     * Shuts down with {@link ServerOptions#shutdownGrace()} and waits until the server is closed, and then up to half a
     * second for interrupted threads to leave their {@linkplain ConnectionHandler#blocking blocking handlers}. On a
     * loop thread this method starts the shutdown without waiting, because the connections of that loop could not
     * proceed.
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
