package dev.futurewire.server.service;

import dev.futurewire.UpstreamException;
import dev.futurewire.observe.LogLimiter;
import dev.futurewire.observe.Printable;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries a room over a NATS broker, using NATS' own Java client.
 *
 * <p>The guarantees are those of core NATS: a line that the broker has accepted is delivered to every connected server once, in
 * the sender's order. Nothing is kept for a server that is not connected: while one is down, it and its clients miss lines, and
 * lines that it had read but not yet sent to the broker are lost. While the broker is unavailable, the client keeps
 * reconnecting; up to {@link #KEPT_BYTES} of lines wait for it, after which the connections of their senders are closed as
 * {@code upstream failed}.
 */
final class NatsBus implements Bus {
    /** The time limit for the first connection: ten seconds. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The maximum number of bytes that wait for an unavailable broker: 8 MiB, the client's default. */
    static final int KEPT_BYTES = 8 * 1024 * 1024;

    /** The maximum number of lines that wait to be sent to an available broker, and of received lines that wait: 65,536. */
    static final int KEPT_LINES = 65_536;

    private static final System.Logger LOGGER = System.getLogger(NatsBus.class.getName());

    private final Connection connection;
    private final String subject;

    private NatsBus(Connection connection, String subject) {
        this.connection = connection;
        this.subject = subject;
    }

    /**
     * Connects to the broker. *
     * @param options the options with the credentials and the room
     * @return the bus, connected
     * @throws IllegalArgumentException if the broker cannot be reached; the message contains no secret
     */
    static NatsBus connect(String url, ServiceOptions options) {
        BusServers servers = BusServers.parse(url);
        BusCredentials credentials = credentials(servers, options.busCredentials());
        Connection connection;
        ErrorLog errors = new ErrorLog();
        try {
            Options.Builder client = new Options.Builder()
                    .servers(servers.urls().toArray(String[]::new))
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .maxReconnects(-1)
                    .reconnectWait(Duration.ofMillis(500))
                    .reconnectBufferSize(KEPT_BYTES)
                    .maxMessagesInOutgoingQueue(KEPT_LINES)
                    // A server has already sent its lines to its own clients.
                    .noEcho()
                    .connectionName("futurewire broadcast")
                    .connectionListener((changed, event) -> errors.changed(event))
                    .errorListener(errors);
            if (servers.tls()) {
                client.sslContext(BusTls.context(options.busTlsCa()));
            } else if (options.busTlsCa() != null) {
                throw new IOException("--bus-tls-ca needs tls://");
            }
            if (credentials != null) {
                credentials.addTo(client);
            }
            connection = Nats.connect(client.build());
        } catch (IOException | RuntimeException failure) {
            String reason = errors.reason(failure);
            throw new IllegalArgumentException(
                    "cannot connect to the bus " + servers + ": "
                            + (credentials == null ? reason : credentials.masked(reason)),
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted while connecting to the bus " + servers, interrupted);
        }
        return new NatsBus(connection, "futurewire.broadcast." + options.room());
    }

    private static @Nullable BusCredentials credentials(BusServers servers, @Nullable BusCredentials given) {
        BusCredentials inUrl = servers.credentials();
        if (inUrl != null && given != null) {
            throw new IllegalArgumentException("the bus has credentials in its URL and elsewhere; use one of them");
        }
        return inUrl != null ? inUrl : given;
    }

    @Override
    public void publish(byte[] line) throws UpstreamException {
        try {
            connection.publish(subject, line);
        } catch (IllegalStateException full) {
            throw new UpstreamException("the bus accepts no more lines", full);
        }
    }

    @Override
    public void listen(java.util.function.Consumer<byte[]> lines) {
        connection
                .createDispatcher(message -> lines.accept(message.getData()))
                .subscribe(subject)
                .setPendingLimits(KEPT_LINES, -1);
        try {
            // Afterwards the subscription is active, so the clients that are served receive the lines of all servers.
            connection.flush(CONNECT_TIMEOUT);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new IllegalArgumentException("the bus does not respond", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the connection. */
    void close() {
        try {
            connection.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Logs the errors of the client. Before it is connected for the first time, the first error is kept as the reason of the
     * failure.
     */
    private static final class ErrorLog implements ErrorListener {
        private boolean connected;
        private @Nullable String first;

        synchronized void changed(ConnectionListener.Events event) {
            connected |= event == ConnectionListener.Events.CONNECTED;
            if (connected) {
                LOGGER.log(Level.INFO, "the bus: " + Printable.escape(String.valueOf(event)));
            }
        }

        private synchronized void report(String what) {
            if (connected) {
                LOGGER.log(Level.WARNING, "the bus: " + Printable.escape(what));
            } else if (first == null) {
                first = what;
            }
        }

        /** Returns why connecting failed; the message of the exception often says no more than that it did. */
        synchronized String reason(Exception failure) {
            String last = failure.getMessage() != null ? failure.getMessage() : failure.toString();
            return first == null || last.contains(first) ? last : last + ": " + first;
        }

        @Override
        public void errorOccurred(Connection connection, String error) {
            report(error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception failure) {
            Throwable cause =
                    failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
            report(String.valueOf(cause.getMessage() != null ? cause.getMessage() : cause));
        }

        @Override
        public void slowConsumerDetected(Connection connection, Consumer consumer) {
            LogLimiter.shared()
                    .log(
                            LOGGER,
                            Level.WARNING,
                            "times that this server missed lines of the bus",
                            () -> "the bus: this server reads too slowly and has missed lines");
        }
    }
}
