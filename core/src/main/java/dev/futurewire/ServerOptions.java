package dev.futurewire;

import dev.futurewire.internal.loop.GroupLoop;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.proxy.Network;
import dev.futurewire.observe.ConnectionListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Limits and settings of one server. Immutable; every limit has a safe default. */
public final class ServerOptions {
    /** Default of {@link #maxConnections()}, unless the heap is too small for so many. */
    public static final int DEFAULT_MAX_CONNECTIONS = 65_536;

    /** What a connection takes of the heap besides its buffers, at the most: 2 KiB; with TLS 32 KiB. */
    private static final int CONNECTION_BYTES = 2 * 1024;

    private static final int TLS_CONNECTION_BYTES = 32 * 1024;

    /** Default of {@link #maxConnectionsPerAddress()}: many users may share one address. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 16_384;

    /** Default of {@link #maxQueuedBytes()}: 256 MiB, or a quarter of the heap if that is less. */
    public static final long DEFAULT_MAX_QUEUED_BYTES =
            Math.min(256L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4);

    /** Default of {@link #maxBufferedBytes()}: a quarter of the heap's largest size. */
    public static final long DEFAULT_MAX_BUFFERED_BYTES = MemoryBudget.shareOfHeap();

    /** Default of {@link #handlerTimeout()}: a day. */
    public static final Duration DEFAULT_HANDLER_TIMEOUT = Duration.ofDays(1);

    /** Default of {@link #spares()}: 16 threads a loop, parked until they are needed. */
    public static final int DEFAULT_SPARES = GroupLoop.DEFAULT_SPARES;

    /** Default of {@link #backlog()}; the operating system may allow less ({@code net.core.somaxconn}). */
    public static final int DEFAULT_BACKLOG = 1_024;

    /** Default of {@link #shutdownGrace()}: five seconds. */
    public static final Duration DEFAULT_SHUTDOWN_GRACE = Duration.ofSeconds(5);

    /** Default of {@link #blockedAfter()}: 200 ms. */
    public static final Duration DEFAULT_BLOCKED_AFTER = Duration.ofMillis(200);

    /** Default of {@link #proxyHeaderTimeout()}: five seconds; HAProxy sends its header with the first packet. */
    public static final Duration DEFAULT_PROXY_HEADER_TIMEOUT = Duration.ofSeconds(5);

    private static final ServerOptions DEFAULTS = builder().build();

    private final ChannelOptions channel;
    private final int maxConnections;

    /** As it was set; 0 if it was not. */
    private final int maxConnectionsSet;

    private final Overflow overflow;
    private final int loops;
    private final boolean sharedReadBuffer;
    private final int backlog;
    private final int maxConnectionsPerAddress;
    private final long maxQueuedBytes;
    private final long maxBufferedBytes;
    private final Duration handlerTimeout;
    private final int spares;
    private final Duration shutdownGrace;
    private final Duration blockedAfter;
    private final List<String> trustedProxies;
    private final Duration proxyHeaderTimeout;
    private final @Nullable ConnectionListener listener;
    private final @Nullable TlsOptions tls;

    /** What happens to a client beyond {@link #maxConnections()}. */
    public enum Overflow {
        /**
         * The client waits until a connection ends. One client of each loop is accepted before it waits, but it is neither
         * read from nor counted as a connection; further ones wait in the operating system's backlog. Each loop gets its
         * turn when connections end.
         */
        PAUSE_ACCEPT,
        /** The client is accepted and closed at once. */
        REFUSE
    }

    private ServerOptions(Builder builder) {
        channel = builder.channel;
        maxConnectionsSet = builder.maxConnections;
        maxConnections = builder.maxConnections > 0 ? builder.maxConnections : connectionsThatFit(builder.tls != null);
        overflow = builder.overflow;
        loops = builder.loops;
        sharedReadBuffer = builder.sharedReadBuffer;
        backlog = builder.backlog;
        maxConnectionsPerAddress = builder.maxConnectionsPerAddress;
        maxQueuedBytes = builder.maxQueuedBytes;
        maxBufferedBytes = builder.maxBufferedBytes;
        handlerTimeout = builder.handlerTimeout;
        spares = builder.spares;
        shutdownGrace = builder.shutdownGrace;
        blockedAfter = builder.blockedAfter;
        trustedProxies = builder.trustedProxies;
        proxyHeaderTimeout = builder.proxyHeaderTimeout;
        listener = builder.listener;
        tls = builder.tls;
    }

    /**
     * All defaults.
     *
     * @return the shared instance
     */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Starts from the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from these options.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .channel(channel)
                .overflow(overflow)
                .loops(loops)
                .sharedReadBuffer(sharedReadBuffer)
                .backlog(backlog)
                .maxConnectionsPerAddress(maxConnectionsPerAddress)
                .maxQueuedBytes(maxQueuedBytes)
                .maxBufferedBytes(maxBufferedBytes)
                .handlerTimeout(handlerTimeout)
                .spares(spares)
                .shutdownGrace(shutdownGrace)
                .blockedAfter(blockedAfter)
                .trustedProxies(trustedProxies)
                .proxyHeaderTimeout(proxyHeaderTimeout);
        builder.maxConnections = maxConnectionsSet;
        builder.listener = listener;
        builder.tls = tls;
        return builder;
    }

    /**
     * The options of each accepted connection.
     *
     * @return options
     */
    public ChannelOptions channel() {
        return channel;
    }

    /** As many connections as take no more than half of the heap. */
    private static int connectionsThatFit(boolean secure) {
        long fit = Runtime.getRuntime().maxMemory() / 2 / (secure ? TLS_CONNECTION_BYTES : CONNECTION_BYTES);
        return (int) Math.min(DEFAULT_MAX_CONNECTIONS, Math.max(1, fit));
    }

    /**
     * How many connections may be open at once. {@link #overflow()} says what happens to further clients.
     *
     * @return connections; by default {@link #DEFAULT_MAX_CONNECTIONS}, or as many as fit into half of the heap at 2 KiB each,
     *     32 KiB with TLS, if those are fewer
     */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * What happens to a client beyond {@link #maxConnections()}.
     *
     * @return the policy, {@link Overflow#PAUSE_ACCEPT} by default
     */
    public Overflow overflow() {
        return overflow;
    }

    /**
     * How many loops serve the connections. More than one needs {@code SO_REUSEPORT}; where the platform lacks it a
     * server runs with one.
     *
     * @return loops; by default one per processor
     */
    public int loops() {
        return loops;
    }

    /**
     * Whether connections that wait for input share one buffer of their loop, instead of holding a small one each: 64 bytes
     * of heap less for each, and 128 outside of it. For servers with very many idle connections.
     *
     * <p>It leans on how the JDK's sockets work on Unix, beyond what their contract promises: that a read touches its buffer
     * only when there is something to read, and is told of before the next one does. That is so in Java 17 to 25 (read in
     * {@code sun.nio.ch.UnixAsynchronousSocketChannelImpl}). A server makes a trial when it starts; where it is not found to
     * be so (on Windows, or with another provider of channels), that is logged and each connection has its own.
     *
     * @return by default false
     */
    public boolean sharedReadBuffer() {
        return sharedReadBuffer;
    }

    /**
     * How many not yet accepted connections the operating system may hold.
     *
     * @return connections
     */
    public int backlog() {
        return backlog;
    }

    /**
     * How many connections may be open at once from one address. Surplus clients are closed at once: accepting cannot
     * pause for one address only.
     *
     * @return connections
     */
    public int maxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    /**
     * How many bytes may wait to be sent on all connections together. Beyond it writes on connections that are already
     * above their high-water mark fail with {@link WriteQueueFullException}; the others go on.
     *
     * @return bytes
     */
    public long maxQueuedBytes() {
        return maxQueuedBytes;
    }

    /**
     * How many bytes the buffers of all connections together may hold: input of which no whole record has come or that the
     * handler has not read yet, output that waits to be sent, TLS records. What counts is the capacity of the buffers; the
     * first KiB of each connection is not counted.
     *
     * <p>From half of this on no buffer grows beyond 1 KiB, until less than three eighths are held: a connection that
     * needs more room reads on then. Its record's and its idle time do not run meanwhile. When connections have waited half a second for
     * those that stand still, or beyond the limit at once, those that have held most for longest are closed with {@link
     * CloseReason#MEMORY_LIMIT}, until no more than three eighths are held.
     *
     * <p>Connected channels ({@link AsyncChannel#connect}) are not counted here; those of the process have a budget of the
     * default size for themselves.
     *
     * @return bytes
     */
    public long maxBufferedBytes() {
        return maxBufferedBytes;
    }

    /**
     * How long one connection's handler may take. Afterwards the connection is closed with {@link
     * CloseReason#HANDLER_TIMEOUT}, and the thread of a handler in direct style is interrupted.
     *
     * @return the time, or {@link ChannelOptions#UNLIMITED}
     */
    public Duration handlerTimeout() {
        return handlerTimeout;
    }

    /**
     * How many handlers may block a loop at once before it stands still: each has a spare thread take over from it.
     *
     * @return parked threads a loop
     */
    public int spares() {
        return spares;
    }

    /**
     * The grace of {@link AsyncServer#close()}.
     *
     * @return the time
     */
    public Duration shutdownGrace() {
        return shutdownGrace;
    }

    /**
     * After how long a handler that holds its loop is reported as blocked.
     *
     * @return the time
     */
    public Duration blockedAfter() {
        return blockedAfter;
    }

    /**
     * From which networks connections begin with a PROXY header (version 1 or 2), which says who the client is: see {@link
     * AsyncChannel#proxyHeader()}. Such a connection that does not begin with one is closed. Whoever connects from
     * elsewhere is a client himself, and a header that he sends is data.
     *
     * @return networks in CIDR notation; none by default
     */
    public List<String> trustedProxies() {
        return trustedProxies;
    }

    /**
     * How long a proxy's header may take.
     *
     * @return the time
     */
    public Duration proxyHeaderTimeout() {
        return proxyHeaderTimeout;
    }

    /**
     * Who is told what happens on the connections.
     *
     * @return the listener, or null
     */
    public @Nullable ConnectionListener listener() {
        return listener;
    }

    /**
     * TLS for every connection. Its handler is called after the handshake; a connection whose handshake fails ends with
     * {@link CloseReason#TLS_FAILED} and has none.
     *
     * @return null for plaintext, the default
     */
    public @Nullable TlsOptions tls() {
        return tls;
    }

    /** Builds {@link ServerOptions}. Not thread-safe. */
    public static final class Builder {
        private ChannelOptions channel = ChannelOptions.defaults();
        /** 0: as many as fit. */
        private int maxConnections;

        private Overflow overflow = Overflow.PAUSE_ACCEPT;
        private int loops = Runtime.getRuntime().availableProcessors();
        private boolean sharedReadBuffer;
        private int backlog = DEFAULT_BACKLOG;
        private int maxConnectionsPerAddress = DEFAULT_MAX_CONNECTIONS_PER_ADDRESS;
        private long maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
        private long maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES;
        private Duration handlerTimeout = DEFAULT_HANDLER_TIMEOUT;
        private int spares = DEFAULT_SPARES;
        private Duration shutdownGrace = DEFAULT_SHUTDOWN_GRACE;
        private Duration blockedAfter = DEFAULT_BLOCKED_AFTER;
        private List<String> trustedProxies = List.of();
        private Duration proxyHeaderTimeout = DEFAULT_PROXY_HEADER_TIMEOUT;
        private @Nullable ConnectionListener listener;
        private @Nullable TlsOptions tls;

        private Builder() {}

        /**
         * Sets {@link ServerOptions#channel()}.
         *
         * @param value options of each accepted connection
         * @return this
         */
        public Builder channel(ChannelOptions value) {
            channel = Objects.requireNonNull(value, "channel");
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxConnections()}; {@code Integer.MAX_VALUE} for no limit but the descriptors.
         *
         * @param value at least 1
         * @return this
         */
        public Builder maxConnections(int value) {
            maxConnections = atLeastOne(value, "maxConnections");
            return this;
        }

        /**
         * Sets {@link ServerOptions#overflow()}.
         *
         * @param value the policy
         * @return this
         */
        public Builder overflow(Overflow value) {
            overflow = Objects.requireNonNull(value, "overflow");
            return this;
        }

        /**
         * Sets {@link ServerOptions#loops()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder loops(int value) {
            loops = atLeastOne(value, "loops");
            return this;
        }

        /**
         * Sets {@link ServerOptions#sharedReadBuffer()}.
         *
         * @param value whether to share, where it is safe
         * @return this
         */
        public Builder sharedReadBuffer(boolean value) {
            sharedReadBuffer = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#backlog()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder backlog(int value) {
            backlog = atLeastOne(value, "backlog");
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxConnectionsPerAddress()}; {@code Integer.MAX_VALUE} for no limit of its own.
         *
         * @param value at least 1
         * @return this
         */
        public Builder maxConnectionsPerAddress(int value) {
            maxConnectionsPerAddress = atLeastOne(value, "maxConnectionsPerAddress");
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxQueuedBytes()}; {@code Long.MAX_VALUE} for no limit but the memory.
         *
         * @param bytes at least 1
         * @return this
         */
        public Builder maxQueuedBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maxQueuedBytes must be at least 1, not " + bytes);
            }
            maxQueuedBytes = bytes;
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxBufferedBytes()}; {@code Long.MAX_VALUE} for no limit but the memory.
         *
         * @param bytes at least 1
         * @return this
         */
        public Builder maxBufferedBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maxBufferedBytes must be at least 1, not " + bytes);
            }
            maxBufferedBytes = bytes;
            return this;
        }

        /**
         * Sets {@link ServerOptions#handlerTimeout()}.
         *
         * @param value more than zero, or {@link ChannelOptions#UNLIMITED}
         * @return this
         */
        public Builder handlerTimeout(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("handlerTimeout must be more than zero, not " + value);
            }
            handlerTimeout = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#spares()}.
         *
         * @param value 0 to 1,000; with 0 a blocked handler freezes the other connections of its loop
         * @return this
         */
        public Builder spares(int value) {
            if (value < 0 || value > 1_000) {
                throw new IllegalArgumentException("spares must be 0 to 1000, not " + value);
            }
            spares = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#shutdownGrace()}.
         *
         * @param value zero or more
         * @return this
         */
        public Builder shutdownGrace(Duration value) {
            if (value.isNegative()) {
                throw new IllegalArgumentException("shutdownGrace must not be negative: " + value);
            }
            shutdownGrace = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#blockedAfter()}.
         *
         * @param value at least a millisecond
         * @return this
         */
        public Builder blockedAfter(Duration value) {
            if (value.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("blockedAfter must be at least 1 ms, not " + value);
            }
            blockedAfter = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#trustedProxies()}.
         *
         * @param networks in CIDR notation ({@code 10.0.0.0/8}, {@code fd00::/8}) or single numeric addresses
         * @return this
         * @throws IllegalArgumentException if one is not
         */
        public Builder trustedProxies(Collection<String> networks) {
            networks.forEach(Network::parse);
            trustedProxies = List.copyOf(networks);
            return this;
        }

        /**
         * Sets {@link ServerOptions#proxyHeaderTimeout()}.
         *
         * @param value at least a millisecond, at most an hour
         * @return this
         */
        public Builder proxyHeaderTimeout(Duration value) {
            if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("proxyHeaderTimeout must be 1 ms to 1 h, not " + value);
            }
            proxyHeaderTimeout = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#listener()}.
         *
         * @param value who is told
         * @return this
         */
        public Builder listener(ConnectionListener value) {
            listener = Objects.requireNonNull(value, "listener");
            return this;
        }

        /**
         * Sets {@link ServerOptions#tls()}.
         *
         * @param value with at least one certificate
         * @return this
         */
        public Builder tls(TlsOptions value) {
            tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * Builds the options.
         *
         * @return immutable options
         */
        public ServerOptions build() {
            return new ServerOptions(this);
        }

        private static int atLeastOne(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, not " + value);
            }
            return value;
        }
    }
}
