package dev.futurewire;

import dev.futurewire.observe.ConnectionListener;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Limits and settings of one server. Immutable; every limit has a safe default. */
public final class ServerOptions {
    /** Default of {@link #maxConnections()}. */
    public static final int DEFAULT_MAX_CONNECTIONS = 65_536;

    /** Default of {@link #backlog()}; the operating system may allow less ({@code net.core.somaxconn}). */
    public static final int DEFAULT_BACKLOG = 1_024;

    /** Default of {@link #shutdownGrace()}: five seconds. */
    public static final Duration DEFAULT_SHUTDOWN_GRACE = Duration.ofSeconds(5);

    /** Default of {@link #blockedAfter()}: 200 ms. */
    public static final Duration DEFAULT_BLOCKED_AFTER = Duration.ofMillis(200);

    private static final ServerOptions DEFAULTS = builder().build();

    private final ChannelOptions channel;
    private final int maxConnections;
    private final Overflow overflow;
    private final int loops;
    private final int backlog;
    private final Duration shutdownGrace;
    private final Duration blockedAfter;
    private final @Nullable ConnectionListener listener;

    /** What happens to a client beyond {@link #maxConnections()}. */
    public enum Overflow {
        /** Accepting pauses: the client waits in the operating system's backlog until a connection ends. */
        PAUSE_ACCEPT,
        /** The client is accepted and closed at once. */
        REFUSE
    }

    private ServerOptions(Builder builder) {
        channel = builder.channel;
        maxConnections = builder.maxConnections;
        overflow = builder.overflow;
        loops = builder.loops;
        backlog = builder.backlog;
        shutdownGrace = builder.shutdownGrace;
        blockedAfter = builder.blockedAfter;
        listener = builder.listener;
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
                .maxConnections(maxConnections)
                .overflow(overflow)
                .loops(loops)
                .backlog(backlog)
                .shutdownGrace(shutdownGrace)
                .blockedAfter(blockedAfter);
        builder.listener = listener;
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

    /**
     * How many connections may be open at once.
     *
     * @return connections
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
     * How many not yet accepted connections the operating system may hold.
     *
     * @return connections
     */
    public int backlog() {
        return backlog;
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
     * Who is told what happens on the connections.
     *
     * @return the listener, or null
     */
    public @Nullable ConnectionListener listener() {
        return listener;
    }

    /** Builds {@link ServerOptions}. Not thread-safe. */
    public static final class Builder {
        private ChannelOptions channel = ChannelOptions.defaults();
        private int maxConnections = DEFAULT_MAX_CONNECTIONS;
        private Overflow overflow = Overflow.PAUSE_ACCEPT;
        private int loops = Runtime.getRuntime().availableProcessors();
        private int backlog = DEFAULT_BACKLOG;
        private Duration shutdownGrace = DEFAULT_SHUTDOWN_GRACE;
        private Duration blockedAfter = DEFAULT_BLOCKED_AFTER;
        private @Nullable ConnectionListener listener;

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
