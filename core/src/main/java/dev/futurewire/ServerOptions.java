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

/**
 * Limits and settings of a server. Immutable and thread-safe. Every limit has a safe default.
 *
 * @see AsyncServer#listen(java.net.SocketAddress, ServerOptions, ConnectionHandler)
 */
public final class ServerOptions {
    /** Default of {@link #maxConnections()} if the heap is large enough for as many. */
    public static final int DEFAULT_MAX_CONNECTIONS = 65_536;

    /** Default of {@link #maxConnectionsPerAddress()}. It is high because many users may share one address. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 16_384;

    /** Default of {@link #maxQueuedBytes()}: 256 MiB, or a quarter of the maximum heap size if that is less. */
    public static final long DEFAULT_MAX_QUEUED_BYTES =
            Math.min(256L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4);

    /** Default of {@link #maxBufferedBytes()}: a quarter of the maximum heap size. */
    public static final long DEFAULT_MAX_BUFFERED_BYTES = MemoryBudget.shareOfHeap();

    /** Default of {@link #handlerTimeout()}: one day. */
    public static final Duration DEFAULT_HANDLER_TIMEOUT = Duration.ofDays(1);

    /** Default of {@link #spares()}: 16 threads per loop, parked until they are needed. */
    public static final int DEFAULT_SPARES = GroupLoop.DEFAULT_SPARES;

    /** Default of {@link #backlog()}. The operating system may apply a lower limit ({@code net.core.somaxconn}). */
    public static final int DEFAULT_BACKLOG = 1_024;

    /** Default of {@link #shutdownGrace()}: five seconds. */
    public static final Duration DEFAULT_SHUTDOWN_GRACE = Duration.ofSeconds(5);

    /** Default of {@link #blockedAfter()}: 200 ms. */
    public static final Duration DEFAULT_BLOCKED_AFTER = Duration.ofMillis(200);

    /** Default of {@link #proxyHeaderTimeout()}: five seconds. A proxy usually sends the header in its first packet. */
    public static final Duration DEFAULT_PROXY_HEADER_TIMEOUT = Duration.ofSeconds(5);

    /** Upper estimate of the heap that a plaintext connection occupies without its buffers. */
    private static final int CONNECTION_BYTES = 2 * 1024;

    /** Upper estimate of the heap that a TLS connection occupies without its buffers. */
    private static final int TLS_CONNECTION_BYTES = 32 * 1024;

    private static final ServerOptions DEFAULTS = builder().build();

    /** Not modified after construction. */
    private final Settings settings;

    /** What happens to a client that connects while {@link #maxConnections()} are open. */
    public enum Overflow {
        /**
         * The client waits until a connection ends. One client of each loop is accepted before it waits, but it is neither
         * read from nor counted as a connection; further ones wait in the operating system's backlog. Each loop gets its
         * turn when connections end.
         */
        PAUSE_ACCEPT,
        /** The server accepts the client's connection and closes it immediately. */
        REFUSE
    }

    private ServerOptions(Settings settings) {
        this.settings = settings;
    }

    /** {@return the shared instance with all defaults} */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /** {@return a new builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder(new Settings());
    }

    /**
     * {@return a new builder that starts with these options} A default that depends on other options, as that of {@link
     * #maxConnections()} does, still depends on them.
     */
    public Builder toBuilder() {
        return new Builder(settings.clone());
    }

    /** {@return the options of each accepted connection} */
    public ChannelOptions channel() {
        return settings.channel;
    }

    /**
     * {@return how many connections may be open at the same time} By default {@link #DEFAULT_MAX_CONNECTIONS}, or as
     * many as fit in half of the heap at 2 KiB each (32 KiB each with TLS) if that is fewer.
     */
    public int maxConnections() {
        return settings.maxConnections != Settings.UNSET ? settings.maxConnections : connectionsInHalfOfHeap();
    }

    private int connectionsInHalfOfHeap() {
        int each = settings.tls != null ? TLS_CONNECTION_BYTES : CONNECTION_BYTES;
        long fit = Runtime.getRuntime().maxMemory() / 2 / each;
        return (int) Math.min(DEFAULT_MAX_CONNECTIONS, Math.max(1, fit));
    }

    /**
     * {@return what happens to a client beyond {@link #maxConnections()}; by default {@link Overflow#PAUSE_ACCEPT}}
     */
    public Overflow overflow() {
        return settings.overflow;
    }

    /**
     * {@return how many loops serve the connections; by default one per processor} More than one loop requires {@code
     * SO_REUSEPORT}. On platforms without it a server uses one.
     */
    public int loops() {
        return settings.loops;
    }

    /**
     * {@return whether connections that wait for input share one buffer per loop; by default false} Otherwise each
     * waiting connection holds a small buffer of its own, which costs 64 bytes of heap and 128 bytes outside the heap.
     * Sharing is meant for servers with very many idle connections.
     *
     * <p>Sharing relies on behavior of the JDK's sockets on Unix that their contract does not promise: a pending read
     * touches its buffer only when input is available, and completes before the next read touches the same buffer. This
     * holds for Java 17 to 25 ({@code sun.nio.ch.UnixAsynchronousSocketChannelImpl}). A server verifies it at startup.
     * Where it does not hold (on Windows, or with another channel provider), the server logs this and gives each
     * connection its own buffer.
     */
    public boolean sharedReadBuffer() {
        return settings.sharedReadBuffer;
    }

    /** {@return how many connections the operating system may hold that the server has not accepted yet} */
    public int backlog() {
        return settings.backlog;
    }

    /**
     * {@return how many connections from one address may be open at the same time} Further connections from that
     * address are closed immediately, because accepting cannot pause for a single address.
     */
    public int maxConnectionsPerAddress() {
        return settings.maxConnectionsPerAddress;
    }

    /**
     * {@return how many bytes of output may be queued on all connections together} Beyond this limit, writes fail with
     * {@link WriteQueueFullException} on connections that are already above their high-water mark. Other writes are not
     * affected.
     */
    public long maxQueuedBytes() {
        return settings.maxQueuedBytes;
    }

    /**
     * {@return how many bytes the buffers of all connections together may hold} This includes input that does not form
     * a complete record yet or that the handler has not read, queued output, and TLS records. Buffers count with their
     * capacity. A connection whose buffers hold at most 1 KiB does not count.
     *
     * <p>From half of the limit on, and until usage falls below three eighths, no buffer grows beyond 1 KiB. A
     * connection that needs a larger buffer stops reading until then; its frame timeout and idle timeout are suspended
     * meanwhile. If connections have been suspended for half a second while others make no progress, or as soon as the
     * limit is exceeded, connections are closed with {@link CloseReason#MEMORY_LIMIT} until usage is at most three
     * eighths. Those that have held the most memory for the longest time are closed first.
     *
     * <p>Connections made by {@link AsyncChannel#connect} do not count here. All of a process together have a separate
     * budget of the default size.
     */
    public long maxBufferedBytes() {
        return settings.maxBufferedBytes;
    }

    /**
     * {@return how long the handler of one connection may take, or {@link ChannelOptions#UNLIMITED}} When the time has
     * elapsed, the connection is closed with {@link CloseReason#HANDLER_TIMEOUT}, and the thread of a {@linkplain
     * ConnectionHandler#blocking blocking handler} is interrupted.
     */
    public Duration handlerTimeout() {
        return settings.handlerTimeout;
    }

    /**
     * {@return the number of spare threads per loop} A spare thread takes over the loop when a handler blocks it, so
     * this is the number of handlers that may block a loop at the same time before its other connections stall.
     */
    public int spares() {
        return settings.spares;
    }

    /** {@return the grace period of {@link AsyncServer#close()}} */
    public Duration shutdownGrace() {
        return settings.shutdownGrace;
    }

    /** {@return how long a handler may occupy its loop thread before it is reported as blocked} */
    public Duration blockedAfter() {
        return settings.blockedAfter;
    }

    /**
     * {@return the networks of trusted proxies, in CIDR notation; by default none} A connection from one of them must
     * begin with a PROXY header (version 1 or 2), which names the actual client; see {@link
     * AsyncChannel#proxyHeader()}. If it does not, it is closed. Connections from other addresses are plain clients,
     * and a PROXY header they send is ordinary data.
     */
    public List<String> trustedProxies() {
        return settings.trustedProxies;
    }

    /** {@return how long a trusted proxy may take to send its header} */
    public Duration proxyHeaderTimeout() {
        return settings.proxyHeaderTimeout;
    }

    /** {@return the listener that is notified of events on the connections, or null} */
    public @Nullable ConnectionListener listener() {
        return settings.listener;
    }

    /**
     * {@return the TLS options of every accepted connection, or null for plaintext; by default null} The handler is
     * called after the handshake. If the handshake fails, the connection ends with {@link CloseReason#TLS_FAILED} and
     * the handler is not called.
     */
    public @Nullable TlsOptions tls() {
        return settings.tls;
    }

    /** The values, with their defaults. The fields refer to immutable objects only, so a shallow copy is enough. */
    private static final class Settings implements Cloneable {
        static final int UNSET = 0;

        ChannelOptions channel = ChannelOptions.defaults();
        int maxConnections = UNSET;
        Overflow overflow = Overflow.PAUSE_ACCEPT;
        int loops = Runtime.getRuntime().availableProcessors();
        boolean sharedReadBuffer;
        int backlog = DEFAULT_BACKLOG;
        int maxConnectionsPerAddress = DEFAULT_MAX_CONNECTIONS_PER_ADDRESS;
        long maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
        long maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES;
        Duration handlerTimeout = DEFAULT_HANDLER_TIMEOUT;
        int spares = DEFAULT_SPARES;
        Duration shutdownGrace = DEFAULT_SHUTDOWN_GRACE;
        Duration blockedAfter = DEFAULT_BLOCKED_AFTER;
        List<String> trustedProxies = List.of();
        Duration proxyHeaderTimeout = DEFAULT_PROXY_HEADER_TIMEOUT;

        @Nullable
        ConnectionListener listener;

        @Nullable
        TlsOptions tls;

        @Override
        protected Settings clone() {
            try {
                return (Settings) super.clone();
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /**
     * Builds {@link ServerOptions}. Not thread-safe. Methods throw {@link NullPointerException} for a null argument and
     * {@link IllegalArgumentException} for a value out of range; the builder is unchanged then.
     */
    public static final class Builder {
        private final Settings settings;

        private Builder(Settings settings) {
            this.settings = settings;
        }

        /**
         * Sets {@link ServerOptions#channel()}.
         *
         * @param value the options of each accepted connection
         * @return this
         */
        public Builder channel(ChannelOptions value) {
            settings.channel = Objects.requireNonNull(value, "channel");
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxConnections()}.
         *
         * @param value at least 1; with {@code Integer.MAX_VALUE} only the number of file descriptors is a limit
         * @return this
         */
        public Builder maxConnections(int value) {
            settings.maxConnections = OptionChecks.atLeast(1, value, "maxConnections");
            return this;
        }

        /**
         * Sets {@link ServerOptions#overflow()}.
         *
         * @param value the policy
         * @return this
         */
        public Builder overflow(Overflow value) {
            settings.overflow = Objects.requireNonNull(value, "overflow");
            return this;
        }

        /**
         * Sets {@link ServerOptions#loops()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder loops(int value) {
            settings.loops = OptionChecks.atLeast(1, value, "loops");
            return this;
        }

        /**
         * Sets {@link ServerOptions#sharedReadBuffer()}.
         *
         * @param value whether to share a buffer if the platform allows it
         * @return this
         */
        public Builder sharedReadBuffer(boolean value) {
            settings.sharedReadBuffer = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#backlog()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder backlog(int value) {
            settings.backlog = OptionChecks.atLeast(1, value, "backlog");
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxConnectionsPerAddress()}.
         *
         * @param value at least 1; {@code Integer.MAX_VALUE} for no limit per address
         * @return this
         */
        public Builder maxConnectionsPerAddress(int value) {
            settings.maxConnectionsPerAddress = OptionChecks.atLeast(1, value, "maxConnectionsPerAddress");
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxQueuedBytes()}.
         *
         * @param bytes at least 1; {@code Long.MAX_VALUE} for no limit
         * @return this
         */
        public Builder maxQueuedBytes(long bytes) {
            settings.maxQueuedBytes = OptionChecks.atLeast(1, bytes, "maxQueuedBytes");
            return this;
        }

        /**
         * Sets {@link ServerOptions#maxBufferedBytes()}.
         *
         * @param bytes at least 1; {@code Long.MAX_VALUE} for no limit
         * @return this
         */
        public Builder maxBufferedBytes(long bytes) {
            settings.maxBufferedBytes = OptionChecks.atLeast(1, bytes, "maxBufferedBytes");
            return this;
        }

        /**
         * Sets {@link ServerOptions#handlerTimeout()}.
         *
         * @param value more than zero, or {@link ChannelOptions#UNLIMITED}
         * @return this
         */
        public Builder handlerTimeout(Duration value) {
            settings.handlerTimeout = OptionChecks.positive(value, "handlerTimeout");
            return this;
        }

        /**
         * Sets {@link ServerOptions#spares()}.
         *
         * @param value 0 to 1,000; with 0, a blocked handler stalls the other connections of its loop
         * @return this
         */
        public Builder spares(int value) {
            if (value < 0 || value > 1_000) {
                throw new IllegalArgumentException("spares must be 0 to 1000, not " + value);
            }
            settings.spares = value;
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
            settings.shutdownGrace = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#blockedAfter()}.
         *
         * @param value at least one millisecond
         * @return this
         */
        public Builder blockedAfter(Duration value) {
            if (value.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("blockedAfter must be at least 1 ms, not " + value);
            }
            settings.blockedAfter = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#trustedProxies()}.
         *
         * @param networks networks in CIDR notation ({@code 10.0.0.0/8}, {@code fd00::/8}) or single numeric addresses
         * @return this
         * @throws IllegalArgumentException if one of them is neither
         */
        public Builder trustedProxies(Collection<String> networks) {
            networks.forEach(Network::parse);
            settings.trustedProxies = List.copyOf(networks);
            return this;
        }

        /**
         * Sets {@link ServerOptions#proxyHeaderTimeout()}.
         *
         * @param value one millisecond to one hour
         * @return this
         */
        public Builder proxyHeaderTimeout(Duration value) {
            if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("proxyHeaderTimeout must be 1 ms to 1 h, not " + value);
            }
            settings.proxyHeaderTimeout = value;
            return this;
        }

        /**
         * Sets {@link ServerOptions#listener()}.
         *
         * @param value the listener to notify
         * @return this
         */
        public Builder listener(ConnectionListener value) {
            settings.listener = Objects.requireNonNull(value, "listener");
            return this;
        }

        /**
         * Sets {@link ServerOptions#tls()}.
         *
         * @param value options with at least one certificate
         * @return this
         */
        public Builder tls(TlsOptions value) {
            settings.tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /** {@return immutable options with the current values; later calls on this builder do not change them} */
        public ServerOptions build() {
            return new ServerOptions(settings.clone());
        }
    }
}
