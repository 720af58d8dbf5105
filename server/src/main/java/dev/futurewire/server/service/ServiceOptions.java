package dev.futurewire.server.service;

import dev.futurewire.ChannelOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a user can ask of a service. Immutable; every limit has a safe default. */
public final class ServiceOptions {
    /** Default of {@link #timeout()}: ten seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** Default of {@link #maxLine()}: 64 KiB. */
    public static final int DEFAULT_MAX_LINE = ChannelOptions.DEFAULT_MAX_FRAME_LENGTH;

    /** The largest {@link #maxLine()}: 1 GiB. */
    public static final int LARGEST_MAX_LINE = 1 << 30;

    /** Default of {@link #connectTimeout()}: ten seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = ChannelOptions.DEFAULT_CONNECT_TIMEOUT;

    private static final ServiceOptions DEFAULTS = builder().build();

    private final Duration timeout;
    private final int maxLine;
    private final @Nullable InetSocketAddress upstream;
    private final Duration connectTimeout;

    private ServiceOptions(Builder builder) {
        timeout = builder.timeout;
        maxLine = builder.maxLine;
        upstream = builder.upstream;
        connectTimeout = builder.connectTimeout;
    }

    /**
     * All defaults.
     *
     * @return the shared instance
     */
    public static ServiceOptions defaults() {
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
     * How long a connection may keep silent: the time for a whole line.
     *
     * @return the time
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * The longest line.
     *
     * @return content bytes, without the terminator
     */
    public int maxLine() {
        return maxLine;
    }

    /**
     * The server that a service stands in front of.
     *
     * @return its address, or null if none was asked for
     */
    public @Nullable InetSocketAddress upstream() {
        return upstream;
    }

    /**
     * How long connecting to {@link #upstream()} may take.
     *
     * @return the time
     */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * Connection options that fit: lines up to {@link #maxLine()}, an output queue that can take one, and clocks that
     * leave {@link #timeout()} its time: the default ones, or the timeout where that is longer. No least rate: the timeout
     * is for a whole line already.
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
         * @param value where it listens
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
         * Builds the options.
         *
         * @return immutable options
         */
        public ServiceOptions build() {
            return new ServiceOptions(this);
        }
    }
}
