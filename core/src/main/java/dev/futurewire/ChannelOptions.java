package dev.futurewire;

import dev.futurewire.internal.frame.LineCharset;
import dev.futurewire.observe.ConnectionListener;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Limits and settings of a connection. Immutable and thread-safe. Every limit has a safe default.
 *
 * @see AsyncChannel#connect(java.net.SocketAddress, ChannelOptions)
 * @see ServerOptions#channel()
 */
public final class ChannelOptions {
    /** Default of {@link #maxFrameLength()}: 64 KiB, as in asyncio. */
    public static final int DEFAULT_MAX_FRAME_LENGTH = 64 * 1024;

    /** Default of {@link #highWaterMark()}: 64 KiB, as in asyncio and Netty. */
    public static final int DEFAULT_HIGH_WATER_MARK = 64 * 1024;

    /** Default of {@link #lowWaterMark()}: a quarter of the high-water mark, as in asyncio. */
    public static final int DEFAULT_LOW_WATER_MARK = 16 * 1024;

    /** Default of {@link #maxQueuedBytes()}: 16 MiB. */
    public static final int DEFAULT_MAX_QUEUED_BYTES = 16 * 1024 * 1024;

    /** Default of {@link #maxWriteBytes()}: 64 MiB, four times {@link #maxQueuedBytes()}. */
    public static final int DEFAULT_MAX_WRITE_BYTES = 4 * DEFAULT_MAX_QUEUED_BYTES;

    /** Default of {@link #idleTimeout()}: ten minutes. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(10);

    /** Default of {@link #frameTimeout()}: 30 s. nginx allows 60 s and Apache 20 to 40 s for a request header. */
    public static final Duration DEFAULT_FRAME_TIMEOUT = Duration.ofSeconds(30);

    /** Default of {@link #minInputRate()}: one byte per second. */
    public static final int DEFAULT_MIN_INPUT_RATE = 1;

    /** Default of {@link #writeTimeout()}: one minute, as nginx's {@code send_timeout}. */
    public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofMinutes(1);

    /** Default of {@link #connectTimeout()}: ten seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Value of a timeout that never expires. */
    public static final Duration UNLIMITED = Duration.ofSeconds(Long.MAX_VALUE);

    private static final int WRITE_BYTES_FACTOR = DEFAULT_MAX_WRITE_BYTES / DEFAULT_MAX_QUEUED_BYTES;

    private static final ChannelOptions DEFAULTS = builder().build();

    /** Not modified after construction. */
    private final Settings settings;

    private ChannelOptions(Settings settings) {
        this.settings = settings;
    }

    private void requireConsistentLimits() {
        if (lowWaterMark() > highWaterMark()) {
            throw new IllegalArgumentException(
                    "lowWaterMark " + lowWaterMark() + " is above highWaterMark " + highWaterMark());
        }
        if (maxQueuedBytes() < highWaterMark()) {
            throw new IllegalArgumentException(
                    "maxQueuedBytes " + maxQueuedBytes() + " is below highWaterMark " + highWaterMark());
        }
        if (maxWriteBytes() < maxQueuedBytes()) {
            throw new IllegalArgumentException(
                    "maxWriteBytes " + maxWriteBytes() + " is below maxQueuedBytes " + maxQueuedBytes());
        }
    }

    /** {@return the shared instance with all defaults} */
    public static ChannelOptions defaults() {
        return DEFAULTS;
    }

    /** {@return a new builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder(new Settings());
    }

    /**
     * {@return a new builder that starts with these options} A default that depends on another option, as that of
     * {@link #lowWaterMark()} does, still depends on it.
     */
    public Builder toBuilder() {
        return new Builder(settings.clone());
    }

    /**
     * {@return the maximum length of a line or delimited record, in bytes without the terminator} A read of a longer
     * one fails with {@link FrameTooLongException}.
     */
    public int maxFrameLength() {
        return settings.maxFrameLength;
    }

    /**
     * {@return the number of queued bytes at which writes begin to wait} If fewer bytes are queued after a write, its
     * future completes immediately. Otherwise it completes when the queue has drained to {@link #lowWaterMark()}.
     */
    public int highWaterMark() {
        return settings.highWaterMark;
    }

    /**
     * {@return the number of queued bytes at which waiting writes complete} It is at most {@link #highWaterMark()}. By
     * default a quarter of it, but at most {@link #DEFAULT_LOW_WATER_MARK}.
     */
    public int lowWaterMark() {
        return settings.lowWaterMark != Settings.UNSET
                ? settings.lowWaterMark
                : Math.min(DEFAULT_LOW_WATER_MARK, settings.highWaterMark / 4);
    }

    /**
     * {@return the capacity of the output queue in bytes} A write that would exceed it fails with {@link
     * WriteQueueFullException}, unless the queue is below {@link #highWaterMark()} and the write is not longer than
     * {@link #maxWriteBytes()}.
     */
    public int maxQueuedBytes() {
        return settings.maxQueuedBytes;
    }

    /**
     * {@return the maximum length in bytes of a single write while the queue is below {@link #highWaterMark()}} It
     * always is in a program that awaits each write. Such a write may exceed {@link #maxQueuedBytes()}; a longer
     * one fails with {@link WriteQueueFullException}. By default four times {@link #maxQueuedBytes()}.
     */
    public int maxWriteBytes() {
        return settings.maxWriteBytes != Settings.UNSET
                ? settings.maxWriteBytes
                : (int) Math.min(Integer.MAX_VALUE, (long) WRITE_BYTES_FACTOR * settings.maxQueuedBytes);
    }

    /**
     * {@return the charset of text; by default UTF-8} LF and CR are always the single bytes 0x0A and 0x0D in it.
     */
    public Charset charset() {
        return settings.charset;
    }

    /**
     * {@return how long a connection may stay open while no byte moves in either direction, or {@link #UNLIMITED}} When
     * the time has elapsed, it is closed with {@link CloseReason#IDLE_TIMEOUT}. The check runs four times per timeout,
     * so the connection may be closed up to a quarter of the timeout late.
     */
    public Duration idleTimeout() {
        return settings.idleTimeout;
    }

    /**
     * {@return how long a line or delimited record may take from its first byte to its end while a read of it is
     * pending, or {@link #UNLIMITED}} When the time has elapsed, the connection is closed with {@link
     * CloseReason#FRAME_TIMEOUT}. This stops a peer that sends a byte now and then (slow loris), which {@link
     * #idleTimeout()} does not.
     */
    public Duration frameTimeout() {
        return settings.frameTimeout;
    }

    /**
     * {@return the minimum rate of input in bytes per second, or 0 for none} While a read is pending for a line or
     * delimited record that has arrived in part, the average rate since its first byte is checked, beginning ten
     * seconds after that byte. If it is lower, the connection is closed with {@link CloseReason#TOO_SLOW}.
     */
    public int minInputRate() {
        return settings.minInputRate;
    }

    /**
     * {@return how long output may be queued while the operating system accepts none of it, or {@link #UNLIMITED}} When
     * the time has elapsed, the connection is closed with {@link CloseReason#WRITE_TIMEOUT}. This stops a peer that
     * reads nothing. A peer that reads slowly is not affected.
     */
    public Duration writeTimeout() {
        return settings.writeTimeout;
    }

    /**
     * {@return how long {@link AsyncChannel#connect} may take, or {@link #UNLIMITED}} This includes the name lookup and
     * the TLS handshake, if there is one. The handshake is also limited by {@link TlsOptions#handshakeTimeout()}.
     */
    public Duration connectTimeout() {
        return settings.connectTimeout;
    }

    /**
     * {@return the local address that {@link AsyncChannel#connect} binds the socket to, or null if the operating system
     * chooses it; by default null} A port of 0 stands for any free port.
     */
    public @Nullable InetSocketAddress localAddress() {
        return settings.localAddress;
    }

    /**
     * {@return whether small writes are sent without delay ({@code TCP_NODELAY}); by default true} Writes of the same
     * batch are sent together in any case.
     */
    public boolean tcpNoDelay() {
        return settings.tcpNoDelay;
    }

    /** {@return whether the operating system probes silent peers ({@code SO_KEEPALIVE}); by default true} */
    public boolean keepAlive() {
        return settings.keepAlive;
    }

    /**
     * {@return whether a pending operation records the source line that started it; by default true} This costs about a
     * microsecond for each operation that does not complete immediately. For the read that begins each step of a {@link
     * Futures#repeatWhile} loop, the line is recorded once and reused, at almost no cost. If a step,
     * after many equal ones, neither continues nor returns that read, only its method is recorded, not its line.
     */
    public boolean captureCallSites() {
        return settings.captureCallSites;
    }

    /**
     * {@return the TLS options of {@link AsyncChannel#connect}, or null for plaintext; by default null} The future of a
     * connect completes after the handshake, and fails with {@link javax.net.ssl.SSLException} if the handshake fails.
     * For accepted connections see {@link ServerOptions#tls()}.
     */
    public @Nullable TlsOptions tls() {
        return settings.tls;
    }

    /** {@return the listener that is notified of the connection's events, after that of {@link ServerOptions#listener()}, or null} */
    public @Nullable ConnectionListener listener() {
        return settings.listener;
    }

    /** The values, with their defaults. The fields refer to immutable objects only, so a shallow copy is enough. */
    private static final class Settings implements Cloneable {
        static final int UNSET = -1;

        int maxFrameLength = DEFAULT_MAX_FRAME_LENGTH;
        int highWaterMark = DEFAULT_HIGH_WATER_MARK;
        int lowWaterMark = UNSET;
        int maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
        int maxWriteBytes = UNSET;
        Charset charset = StandardCharsets.UTF_8;
        Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
        Duration frameTimeout = DEFAULT_FRAME_TIMEOUT;
        int minInputRate = DEFAULT_MIN_INPUT_RATE;
        Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
        Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;

        @Nullable
        InetSocketAddress localAddress;

        boolean tcpNoDelay = true;
        boolean keepAlive = true;
        boolean captureCallSites = true;

        @Nullable
        TlsOptions tls;

        @Nullable
        ConnectionListener listener;

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
     * Builds {@link ChannelOptions}. Not thread-safe. Methods throw {@link NullPointerException} for a null argument
     * and {@link IllegalArgumentException} for a value out of range; the builder is unchanged then. Limits are compared
     * with each other in {@link #build()}.
     */
    public static final class Builder {
        private final Settings settings;

        private Builder(Settings settings) {
            this.settings = settings;
        }

        /**
         * Sets {@link ChannelOptions#maxFrameLength()}.
         *
         * @param bytes content bytes, at least 1
         * @return this
         */
        public Builder maxFrameLength(int bytes) {
            settings.maxFrameLength = OptionChecks.atLeast(1, bytes, "maxFrameLength");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#highWaterMark()}, and with it the default of {@link
         * ChannelOptions#lowWaterMark()}.
         *
         * @param bytes at least 1
         * @return this
         */
        public Builder highWaterMark(int bytes) {
            settings.highWaterMark = OptionChecks.atLeast(1, bytes, "highWaterMark");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#lowWaterMark()}.
         *
         * @param bytes at least 0 and at most the high-water mark
         * @return this
         */
        public Builder lowWaterMark(int bytes) {
            settings.lowWaterMark = OptionChecks.atLeast(0, bytes, "lowWaterMark");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#maxQueuedBytes()}, and with it the default of {@link
         * ChannelOptions#maxWriteBytes()}.
         *
         * @param bytes at least the high-water mark; {@code Integer.MAX_VALUE} for no limit
         * @return this
         */
        public Builder maxQueuedBytes(int bytes) {
            settings.maxQueuedBytes = OptionChecks.atLeast(1, bytes, "maxQueuedBytes");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#maxWriteBytes()}.
         *
         * @param bytes at least {@link ChannelOptions#maxQueuedBytes()}
         * @return this
         */
        public Builder maxWriteBytes(int bytes) {
            settings.maxWriteBytes = OptionChecks.atLeast(1, bytes, "maxWriteBytes");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#charset()}.
         *
         * @param value a charset that encodes LF and CR as the single bytes 0x0A and 0x0D: UTF-8, ASCII, ISO-8859-x,
         *     windows-125x, Shift_JIS, ISO-2022-JP and others, but not UTF-16 or EBCDIC
         * @return this
         * @throws IllegalArgumentException if lines cannot be found in the charset, if it cannot encode (ISO-2022-CN),
         *     or if decoding a line in it depends on the lines before
         */
        public Builder charset(Charset value) {
            LineCharset.require(Objects.requireNonNull(value, "charset"));
            settings.charset = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#idleTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder idleTimeout(Duration value) {
            settings.idleTimeout = OptionChecks.positive(value, "idleTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#frameTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder frameTimeout(Duration value) {
            settings.frameTimeout = OptionChecks.positive(value, "frameTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#minInputRate()}.
         *
         * @param bytesPerSecond 0 for no limit
         * @return this
         */
        public Builder minInputRate(int bytesPerSecond) {
            settings.minInputRate = OptionChecks.atLeast(0, bytesPerSecond, "minInputRate");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#writeTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder writeTimeout(Duration value) {
            settings.writeTimeout = OptionChecks.positive(value, "writeTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#connectTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder connectTimeout(Duration value) {
            settings.connectTimeout = OptionChecks.positive(value, "connectTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#localAddress()}.
         *
         * @param value a resolved address of this machine; port 0 for any free port
         * @return this
         */
        public Builder localAddress(InetSocketAddress value) {
            if (value.isUnresolved()) {
                throw new IllegalArgumentException("localAddress must be resolved: " + value);
            }
            settings.localAddress = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#tcpNoDelay()}.
         *
         * @param value false to let the operating system delay small writes
         * @return this
         */
        public Builder tcpNoDelay(boolean value) {
            settings.tcpNoDelay = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#keepAlive()}.
         *
         * @param value false for no probes
         * @return this
         */
        public Builder keepAlive(boolean value) {
            settings.keepAlive = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#captureCallSites()}.
         *
         * @param value false to save the cost and leave source lines unknown
         * @return this
         */
        public Builder captureCallSites(boolean value) {
            settings.captureCallSites = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#tls()}.
         *
         * @param value keys, trust and limits
         * @return this
         */
        public Builder tls(TlsOptions value) {
            settings.tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#listener()}.
         *
         * @param value the listener to notify
         * @return this
         */
        public Builder listener(ConnectionListener value) {
            settings.listener = Objects.requireNonNull(value, "listener");
            return this;
        }

        /**
         * Builds the options. Later calls on this builder do not change them.
         *
         * @return immutable options with the current values
         * @throws IllegalArgumentException if the low-water mark is above the high-water mark, or {@code
         *     maxQueuedBytes} is below the high-water mark, or {@code maxWriteBytes} is below {@code maxQueuedBytes}
         */
        public ChannelOptions build() {
            ChannelOptions options = new ChannelOptions(settings.clone());
            options.requireConsistentLimits();
            return options;
        }
    }
}
