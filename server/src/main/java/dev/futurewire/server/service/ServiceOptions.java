package dev.futurewire.server.service;

import dev.futurewire.ChannelOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Options of a service. Immutable; every limit has a safe default. */
public final class ServiceOptions {
    /** Default of {@link #timeout()}: ten seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** Default of {@link #maxLine()}: 64 KiB. */
    public static final int DEFAULT_MAX_LINE = ChannelOptions.DEFAULT_MAX_FRAME_LENGTH;

    /** The largest {@link #maxLine()}: 1 GiB. */
    public static final int LARGEST_MAX_LINE = 1 << 30;

    /** Default of {@link #connectTimeout()}: ten seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = ChannelOptions.DEFAULT_CONNECT_TIMEOUT;

    /** Default of {@link #room()}. */
    public static final String DEFAULT_ROOM = "lobby";

    private static final Pattern ROOM = Pattern.compile("[a-z0-9-]{1,64}");

    private static final ServiceOptions DEFAULTS = builder().build();

    private final Duration timeout;
    private final int maxLine;
    private final @Nullable InetSocketAddress upstream;
    private final Duration connectTimeout;
    private final Duration writeTimeout;
    private final SlowConsumers slowConsumers;
    private final @Nullable String bus;
    private final @Nullable BusCredentials busCredentials;
    private final @Nullable Path busTlsCa;
    private final String room;

    private ServiceOptions(Builder builder) {
        timeout = builder.timeout;
        maxLine = builder.maxLine;
        upstream = builder.upstream;
        connectTimeout = builder.connectTimeout;
        writeTimeout = builder.writeTimeout;
        slowConsumers = builder.slowConsumers;
        bus = builder.bus;
        busCredentials = builder.busCredentials;
        busTlsCa = builder.busTlsCa;
        room = builder.room;
    }

    /**
     * Returns the default options.
     *
     * @return the shared instance
     */
    public static ServiceOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a builder with the default options.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the time within which a connection must send a complete line.
     *
     * @return the time
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Returns the maximum length of a line. *
     * @return content bytes, without the terminator
     */
    public int maxLine() {
        return maxLine;
    }

    /**
     * Returns the server that a service connects to.
     *
     * @return the address, resolved or not, or null if none is given
     */
    public @Nullable InetSocketAddress upstream() {
        return upstream;
    }

    /**
     * Returns the time limit for connecting to {@link #upstream()}.
     *
     * @return the time
     */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * Returns how long a client, or {@link #upstream()}, may accept no byte of its pending output.
     *
     * @return the time
     */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /**
     * Returns how clients that read too slowly are handled by a service that sends to many.
     *
     * @return the policy, {@link SlowConsumers#DROP} by default
     */
    public SlowConsumers slowConsumers() {
        return slowConsumers;
    }

    /**
     * Returns the broker that connects the servers of a service that spans several.
     *
     * @return {@code nats://HOST:PORT} or {@code tls://HOST:PORT}, several separated by commas, possibly with credentials
     *     before an {@code @}, so it must not be printed; null without a broker
     */
    public @Nullable String bus() {
        return bus;
    }

    /**
     * Returns the credentials for {@link #bus()}.
     *
     * @return the credentials, or null to use those in the URL, if any
     */
    public @Nullable BusCredentials busCredentials() {
        return busCredentials;
    }

    /**
     * Returns the certificates to trust when connecting to {@link #bus()} over TLS.
     *
     * @return a file of certificates in PEM, or null for those that the JDK trusts
     */
    public @Nullable Path busTlsCa() {
        return busTlsCa;
    }

    /**
     * Returns the name of the room on {@link #bus()}.
     *
     * @return lower-case letters, digits and hyphens; {@link #DEFAULT_ROOM} by default
     */
    public String room() {
        return room;
    }

    /**
     * Returns matching connection options: lines up to {@link #maxLine()}, an output queue with space for such a line, {@link
     * #writeTimeout()}, and idle and frame timeouts that are at least {@link #timeout()}. There is no minimum rate, since the
     * timeout already applies to complete lines.
     *
     * @return the options
     */
    public ChannelOptions channelOptions() {
        int oneLine = ChannelOptions.DEFAULT_HIGH_WATER_MARK + maxLine + 2;
        return ChannelOptions.builder()
                .maxFrameLength(maxLine)
                .maxQueuedBytes(Math.max(ChannelOptions.DEFAULT_MAX_QUEUED_BYTES, oneLine))
                .idleTimeout(longer(ChannelOptions.DEFAULT_IDLE_TIMEOUT, timeout))
                .frameTimeout(longer(ChannelOptions.DEFAULT_FRAME_TIMEOUT, timeout))
                .minInputRate(0)
                .writeTimeout(writeTimeout)
                .build();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Builds {@link ServiceOptions}. Not thread-safe. */
    public static final class Builder {
        private Duration timeout = DEFAULT_TIMEOUT;
        private int maxLine = DEFAULT_MAX_LINE;
        private @Nullable InetSocketAddress upstream;
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private Duration writeTimeout = ChannelOptions.DEFAULT_WRITE_TIMEOUT;
        private SlowConsumers slowConsumers = SlowConsumers.DROP;
        private @Nullable String bus;
        private @Nullable BusCredentials busCredentials;
        private @Nullable Path busTlsCa;
        private String room = DEFAULT_ROOM;

        private Builder() {}

        /**
         * Sets {@link ServiceOptions#timeout()}.
         *
         * @param value at least a millisecond
         * @return this
         */
        public Builder timeout(Duration value) {
            if (Objects.requireNonNull(value, "timeout").compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("timeout must be at least 1 ms, not " + value);
            }
            timeout = value;
            return this;
        }

        /**
         * Sets {@link ServiceOptions#maxLine()}.
         *
         * @param bytes 1 to {@link #LARGEST_MAX_LINE}
         * @return this
         */
        public Builder maxLine(int bytes) {
            if (bytes < 1 || bytes > LARGEST_MAX_LINE) {
                throw new IllegalArgumentException("maxLine must be 1 to " + LARGEST_MAX_LINE + ", not " + bytes);
            }
            maxLine = bytes;
            return this;
        }

        /**
         * Sets {@link ServiceOptions#upstream()}.
         *
         * @param value the address
         * @return this
         */
        public Builder upstream(InetSocketAddress value) {
            upstream = Objects.requireNonNull(value, "upstream");
            return this;
        }

        /**
         * Sets {@link ServiceOptions#connectTimeout()}.
         *
         * @param value at least a millisecond
         * @return this
         */
        public Builder connectTimeout(Duration value) {
            if (Objects.requireNonNull(value, "connectTimeout").compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("connectTimeout must be at least 1 ms, not " + value);
            }
            connectTimeout = value;
            return this;
        }

        /**
         * Sets {@link ServiceOptions#writeTimeout()}.
         *
         * @param value at least a millisecond; {@link ChannelOptions#DEFAULT_WRITE_TIMEOUT} by default
         * @return this
         */
        public Builder writeTimeout(Duration value) {
            if (Objects.requireNonNull(value, "writeTimeout").compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("writeTimeout must be at least 1 ms, not " + value);
            }
            writeTimeout = value;
            return this;
        }

        /**
         * Sets {@link ServiceOptions#slowConsumers()}.
         *
         * @param value the policy
         * @return this
         */
        public Builder slowConsumers(SlowConsumers value) {
            slowConsumers = Objects.requireNonNull(value, "slowConsumers");
            return this;
        }

        /**
         * Sets {@link ServiceOptions#bus()}.
         *
         * @param url {@code nats://HOST:PORT} or {@code tls://HOST:PORT}, several with commas in between
         * @return this
         * @throws IllegalArgumentException if it is malformed; the message contains nothing of it
         */
        public Builder bus(String url) {
            BusServers.parse(url);
            bus = url;
            return this;
        }

        /**
         * Sets {@link ServiceOptions#busCredentials()}.
         *
         * @param value the credentials
         * @return this
         */
        public Builder busCredentials(BusCredentials value) {
            busCredentials = Objects.requireNonNull(value, "busCredentials");
            return this;
        }

        /**
         * Sets {@link ServiceOptions#busTlsCa()}.
         *
         * @param file certificates in PEM
         * @return this
         */
        public Builder busTlsCa(Path file) {
            busTlsCa = Objects.requireNonNull(file, "busTlsCa");
            return this;
        }

        /**
         * Sets {@link ServiceOptions#room()}.
         *
         * @param name 1 to 64 lower-case letters, digits and hyphens
         * @return this
         */
        public Builder room(String name) {
            if (!ROOM.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "a room is 1 to 64 lower-case letters, digits and hyphens, not '" + name + "'");
            }
            room = name;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return immutable options
         */
        public ServiceOptions build() {
            return new ServiceOptions(this);
        }
    }
}
