package dev.futurewire.feed;

import dev.futurewire.AsyncServer;
import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the connections of this process do to viewers: {@code futurewire ps}, the monitor, and programs that use {@link
 * RemoteFeed}.
 *
 * <pre>{@code
 * AsyncServer server = AsyncServer.listen(address, handler);
 * MonitorFeed feed = MonitorFeed.start(new InetSocketAddress("127.0.0.1", 7001), server);
 * }</pre>
 *
 * <p>A feed can be started at any time, also long after its servers: viewers see the connections that are open already. It can
 * show several servers, and the connections that the process has opened. Its own connections are not part of it.
 *
 * <p>Viewers must show the token that the feed writes to a file which only the owner can read. At an address that is not
 * loopback, the feed requires TLS. Unless control is allowed, viewers only watch.
 *
 * <p>A feed keeps the program running until it is closed, as a server does. Closing the servers does not close the feed.
 * Thread-safe.
 */
public final class MonitorFeed implements AutoCloseable {
    /** The default port: 7001. */
    public static final int DEFAULT_PORT = 7001;

    private final FeedHubs hubs;
    private final FeedServer server;
    private final FeedToken token;

    private MonitorFeed(FeedHubs hubs, FeedServer server, FeedToken token) {
        this.hubs = hubs;
        this.server = server;
        this.token = token;
    }

    /**
     * Starts a feed of servers, without TLS and without control, with the default token file. The first server is named {@code
     * server}, the second one {@code server-2}, and so on.
     *
     * @param address where to listen: a loopback address; port 0 for any free port, see {@link #localAddress()}
     * @param servers the servers, at least one
     * @return the feed, which accepts viewers
     * @throws IllegalArgumentException if the address is not loopback or is unresolved, or if there is no server
     * @throws FileSystemException if the token file cannot be created
     * @throws IOException if the feed cannot listen at the address
     */
    public static MonitorFeed start(InetSocketAddress address, AsyncServer... servers) throws IOException {
        Builder builder = builder().address(address);
        for (int i = 0; i < servers.length; i++) {
            builder.server(i == 0 ? "server" : "server-" + (i + 1), servers[i]);
        }
        return builder.start();
    }

    /** {@return a builder of a feed, without servers yet} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the address that the feed listens on, with the actual port; available also after it is closed} */
    public InetSocketAddress localAddress() {
        return server.address();
    }

    /** {@return the file with the token that viewers must show; it exists until the feed is closed} */
    public Path tokenFile() {
        return token.file();
    }

    /**
     * Closes the feed: ends the sessions of its viewers, gives up its port, ends its threads and deletes the token file, unless
     * another feed has replaced it. What viewers have paused is resumed, unless they have asked for a lasting pause. The servers
     * and their connections are not affected. When this method returns, unless it is called on a loop thread, nothing of the
     * feed is left. Closing twice has no effect.
     */
    @Override
    public void close() {
        server.close();
        hubs.close();
        token.close();
    }

    @Override
    public String toString() {
        return "MonitorFeed[" + localAddress() + "]";
    }

    /** Builds feeds. Not thread-safe. */
    public static final class Builder {
        private final Map<String, AsyncServer> servers = new LinkedHashMap<>();
        private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT);
        private boolean clients;
        private @Nullable TlsOptions tls;
        private @Nullable Path tokenFile;
        private boolean allowControl;
        private long maxBufferedBytes = FeedServer.DEFAULT_MAX_BUFFERED;

        private Builder() {}

        /**
         * Adds a server.
         *
         * @param name the name of the server in the feed, for display; not empty
         * @param server the server
         * @return this builder
         * @throws IllegalArgumentException if the name is empty or another server has it
         */
        public Builder server(String name, AsyncServer server) {
            Objects.requireNonNull(server, "server");
            if (name.isEmpty()) {
                throw new IllegalArgumentException("the name of a server is empty");
            }
            if (servers.putIfAbsent(name, server) != null) {
                throw new IllegalArgumentException("two servers are named '" + name + "'");
            }
            return this;
        }

        /**
         * Sets whether the feed also shows the connections that this process has opened with {@link
         * dev.futurewire.AsyncChannel#connect}. Their bytes are not part of the totals, and their lines are not sampled. By
         * default they are not shown.
         *
         * @param value true to show them
         * @return this builder
         */
        public Builder clients(boolean value) {
            clients = value;
            return this;
        }

        /**
         * Sets where the feed listens. The default is port {@value MonitorFeed#DEFAULT_PORT} of the loopback address.
         *
         * @param value the address; port 0 for any free port
         * @return this builder
         */
        public Builder address(InetSocketAddress value) {
            address = Objects.requireNonNull(value, "address");
            return this;
        }

        /**
         * Sets that viewers must use TLS, which addresses other than loopback require. By default, the feed is not encrypted.
         *
         * @param value options with at least one certificate
         * @return this builder
         */
        public Builder tls(TlsOptions value) {
            tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * Sets the file to which the token is written. It must not exist. The default is {@link
         * FeedToken#defaultFile(InetSocketAddress)} of the feed's address, which viewers on the same machine find without being
         * given its name; if that file exists, it is replaced.
         *
         * @param value the file to create
         * @return this builder
         */
        public Builder tokenFile(Path value) {
            tokenFile = Objects.requireNonNull(value, "tokenFile");
            return this;
        }

        /**
         * Sets whether viewers may close connections, send lines to them, and pause accepting. By default they may not.
         *
         * @param value true to allow it
         * @return this builder
         */
        public Builder allowControl(boolean value) {
            allowControl = value;
            return this;
        }

        /**
         * Sets the maximum number of bytes queued for all viewers together. Beyond it, the viewer with the longest queue is
         * closed. The default is a quarter of {@link dev.futurewire.ServerOptions#DEFAULT_MAX_BUFFERED_BYTES}.
         *
         * @param value the number of bytes, at least 1
         * @return this builder
         * @throws IllegalArgumentException if the value is less than 1
         */
        public Builder maxBufferedBytes(long value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxBufferedBytes " + value + " is less than 1");
            }
            maxBufferedBytes = value;
            return this;
        }

        /**
         * Starts the feed.
         *
         * @return the feed, which accepts viewers
         * @throws IllegalArgumentException if the address is unresolved, or not loopback and there is no TLS; if the options for
         *     TLS have no certificate; or if there is nothing to show: no server and no {@link #clients}
         * @throws FileSystemException if the token file cannot be created
         * @throws IOException if the feed cannot listen at the address
         */
        public MonitorFeed start() throws IOException {
            if (servers.isEmpty() && !clients) {
                throw new IllegalArgumentException("a feed needs a server, or clients(true)");
            }
            FeedServer.check(address, tls);
            List<FeedHub> hubs = new ArrayList<>();
            servers.forEach((name, server) -> hubs.add(FeedHub.of(name, server)));
            if (clients) {
                hubs.add(FeedHub.ofClients(ObservedConnections.ofProcess()));
            }
            FeedHubs all = new FeedHubs(hubs);
            try {
                return start(all);
            } catch (IOException | RuntimeException failure) {
                all.close();
                throw failure;
            }
        }

        private MonitorFeed start(FeedHubs hubs) throws IOException {
            // The default file is named after the port, which is known only once the feed listens. No viewer knows the
            // secret
            // before the file exists.
            LateToken late = new LateToken();
            FeedServer server = FeedServer.start(address, tls, hubs, late::get, allowControl, maxBufferedBytes);
            try {
                FeedToken token = createToken(server.address());
                late.set(token);
                return new MonitorFeed(hubs, server, token);
            } catch (IOException | RuntimeException failure) {
                server.close();
                throw failure;
            }
        }

        private FeedToken createToken(InetSocketAddress actual) throws FileSystemException {
            Path file = tokenFile != null ? tokenFile : FeedToken.defaultFile(actual);
            try {
                return FeedToken.create(file, tokenFile == null);
            } catch (FileSystemException failure) {
                throw failure;
            } catch (IOException failure) {
                FileSystemException named = new FileSystemException(file.toString(), null, failure.getMessage());
                named.initCause(failure);
                throw named;
            }
        }
    }

    /** A token that is set after the feed has started. */
    private static final class LateToken {
        private volatile @Nullable FeedToken token;

        void set(FeedToken value) {
            token = value;
        }

        @Nullable
        FeedToken get() {
            return token;
        }
    }
}
