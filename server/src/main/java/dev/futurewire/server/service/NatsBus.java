package dev.futurewire.server.service;

import dev.futurewire.UpstreamException;
import dev.futurewire.observe.LogLimiter;
import dev.futurewire.observe.Printable;
import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

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
     * @param url {@code nats://HOST:PORT}
     * @param room lower-case letters, digits, hyphens
     * @return the bus, connected
     * @throws IllegalArgumentException if the broker cannot be reached
     */
    static NatsBus connect(String url, String room) {
        Connection connection;
        try {
            connection = Nats.connect(new Options.Builder()
                    .server(url)
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .maxReconnects(-1)
                    .reconnectWait(Duration.ofMillis(500))
                    .reconnectBufferSize(KEPT_BYTES)
                    .maxMessagesInOutgoingQueue(KEPT_LINES)
                    // Its own clients have heard a server's lines already.
                    .noEcho()
                    .connectionName("futurewire broadcast")
                    .connectionListener((changed, event) ->
                            LOGGER.log(Level.INFO, "the bus: " + Printable.escape(String.valueOf(event))))
                    .errorListener(new Complaints())
                    .build());
        } catch (IOException | IllegalArgumentException failure) {
            throw new IllegalArgumentException(
                    "cannot connect to the bus " + url + ": " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted while connecting to the bus " + url, interrupted);
        }
        return new NatsBus(connection, "futurewire.broadcast." + room);
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

    /** What the client has to complain about goes to the log. */
    private static final class Complaints implements ErrorListener {
        @Override
        public void errorOccurred(Connection connection, String error) {
            LOGGER.log(Level.WARNING, "the bus: " + Printable.escape(error));
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception failure) {
            LOGGER.log(Level.WARNING, "the bus: " + Printable.escape(String.valueOf(failure)));
        }

        @Override
        public void slowConsumerDetected(Connection connection, Consumer consumer) {
            LogLimiter.shared()
                    .log(
                            LOGGER,
                            Level.WARNING,
                            "times that this server has missed lines of the bus",
                            () -> "the bus: this server hears too slowly and has missed lines");
        }
    }
}
