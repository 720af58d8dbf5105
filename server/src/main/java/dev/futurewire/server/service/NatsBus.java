package dev.futurewire.server.service;

import dev.futurewire.UpstreamException;
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
 * A room over a NATS broker, by NATS' own Java client.
 *
 * <p>Core NATS: what the broker has taken reaches every server that is connected at that moment, once, in the sender's order.
 * Nothing is kept for a server that is not: one that was killed misses, with its clients, what is said until it is back, and
 * lines that it had read but not handed to the broker are lost. While the broker itself is away the client tries again
 * without end; up to {@link #KEPT_BYTES} of lines wait for it, then their senders are closed as {@code upstream failed}.
 */
final class NatsBus implements Bus {
    /** How long the first connection may take: ten seconds. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** How much waits for a broker that is away: 8 MiB, the client's default. */
    static final int KEPT_BYTES = 8 * 1024 * 1024;

    /** How many lines may wait to be sent while it is there: 65,536; and to be heard. */
    static final int KEPT_LINES = 65_536;

    private static final System.Logger LOGGER = System.getLogger(NatsBus.class.getName());

    private final Connection connection;
    private final String subject;

    private NatsBus(Connection connection, String subject) {
        this.connection = connection;
        this.subject = subject;
    }

    /**
     * Connects.
     *
     * @param options the bus, its credentials and its room
     * @return the bus, connected
     * @throws IllegalArgumentException if the broker cannot be reached; the message has no secret in it
     */
    static NatsBus connect(String url, ServiceOptions options) {
        BusServers servers = BusServers.parse(url);
        BusCredentials credentials = credentials(servers, options.busCredentials());
        Connection connection;
        Complaints complaints = new Complaints();
        try {
            Options.Builder client = new Options.Builder()
                    .servers(servers.urls().toArray(String[]::new))
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .maxReconnects(-1)
                    .reconnectWait(Duration.ofMillis(500))
                    .reconnectBufferSize(KEPT_BYTES)
                    .maxMessagesInOutgoingQueue(KEPT_LINES)
                    // Its own clients have heard a server's lines already.
                    .noEcho()
                    .connectionName("futurewire broadcast")
                    .connectionListener((changed, event) -> complaints.changed(event))
                    .errorListener(complaints);
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
            String reason = complaints.reason(failure);
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
            throw new IllegalArgumentException(
                    "the bus has credentials in its URL and others beside it; give one of both");
        }
        return inUrl != null ? inUrl : given;
    }

    @Override
    public void publish(byte[] line) throws UpstreamException {
        try {
            connection.publish(subject, line);
        } catch (IllegalStateException full) {
            throw new UpstreamException("the bus takes no more lines", full);
        }
    }

    @Override
    public void listen(java.util.function.Consumer<byte[]> lines) {
        connection
                .createDispatcher(message -> lines.accept(message.getData()))
                .subscribe(subject)
                .setPendingLimits(KEPT_LINES, -1);
        try {
            // From here on the broker knows of us: a client that is served hears everybody.
            connection.flush(CONNECT_TIMEOUT);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new IllegalArgumentException("the bus does not answer", late);
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
     * What the client has to complain about goes to the log; before it is connected for the first time, the first complaint is
     * the reason of the failure.
     */
    private static final class Complaints implements ErrorListener {
        private boolean connected;
        private @Nullable String first;

        synchronized void changed(ConnectionListener.Events event) {
            connected |= event == ConnectionListener.Events.CONNECTED;
            if (connected) {
                LOGGER.log(Level.INFO, "the bus: " + Printable.escape(String.valueOf(event)));
            }
        }

        private synchronized void complain(String what) {
            if (connected) {
                LOGGER.log(Level.WARNING, "the bus: " + Printable.escape(what));
            } else if (first == null) {
                first = what;
            }
        }

        /** Why there is no connection: the client's own words are often only that there is none. */
        synchronized String reason(Exception failure) {
            String last = failure.getMessage() != null ? failure.getMessage() : failure.toString();
            return first == null || last.contains(first) ? last : last + ": " + first;
        }

        @Override
        public void errorOccurred(Connection connection, String error) {
            complain(error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception failure) {
            Throwable cause =
                    failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
            complain(String.valueOf(cause.getMessage() != null ? cause.getMessage() : cause));
        }

        @Override
        public void slowConsumerDetected(Connection connection, Consumer consumer) {
            complain("this server hears too slowly and has missed lines");
        }
    }
}
