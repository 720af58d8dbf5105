package dev.futurewire;

import dev.futurewire.internal.frame.LineCharset;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Limits and settings of one connection. Immutable; every limit has a safe default. */
public final class ChannelOptions {
    /** Default of {@link #maxFrameLength()}: asyncio's stream limit, 64 KiB. */
    public static final int DEFAULT_MAX_FRAME_LENGTH = 64 * 1024;

    /** Default of {@link #highWaterMark()}: asyncio's and Netty's default, 64 KiB. */
    public static final int DEFAULT_HIGH_WATER_MARK = 64 * 1024;

    /** Default of {@link #lowWaterMark()}: a quarter of the high-water mark, as in asyncio. */
    public static final int DEFAULT_LOW_WATER_MARK = 16 * 1024;

    /** Default of {@link #maxQueuedBytes()}: 16 MiB. */
    public static final int DEFAULT_MAX_QUEUED_BYTES = 16 * 1024 * 1024;

    /** Default of {@link #maxWriteBytes()}: 64 MiB, four times {@link #maxQueuedBytes()}. */
    public static final int DEFAULT_MAX_WRITE_BYTES = 4 * DEFAULT_MAX_QUEUED_BYTES;

    /** Default of {@link #idleTimeout()}: ten minutes without a byte in either direction. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(10);

    /** Default of {@link #frameTimeout()}: 30 s, nginx' 60 s and Apache's 20-40 s for a request header in mind. */
    public static final Duration DEFAULT_FRAME_TIMEOUT = Duration.ofSeconds(30);

    /** Default of {@link #minInputRate()}: one byte a second. */
    public static final int DEFAULT_MIN_INPUT_RATE = 1;

    /** Default of {@link #writeTimeout()}: one minute, as nginx' send_timeout. */
    public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofMinutes(1);

    /** Default of {@link #connectTimeout()}: ten seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** For timeouts: wait without end. To be typed by whoever wants it. */
    public static final Duration UNLIMITED = Duration.ofSeconds(Long.MAX_VALUE);

    /** How many times {@link #maxQueuedBytes()} one write may have, unless that is set. */
    private static final int WRITE_BYTES_FACTOR = DEFAULT_MAX_WRITE_BYTES / DEFAULT_MAX_QUEUED_BYTES;

    /** What stands in a builder for a value that follows another one. */
    private static final int FOLLOWS = -1;

    private static final ChannelOptions DEFAULTS = builder().build();

    private final int maxFrameLength;
    private final int highWaterMark;
    private final int lowWaterMark;
    private final boolean lowWaterMarkFollows;
    private final int maxQueuedBytes;
    private final int maxWriteBytes;
    private final boolean maxWriteBytesFollows;
    private final Charset charset;
    private final Duration idleTimeout;
    private final Duration frameTimeout;
    private final int minInputRate;
    private final Duration writeTimeout;
    private final Duration connectTimeout;
    private final @Nullable InetSocketAddress localAddress;
    private final boolean tcpNoDelay;
    private final boolean keepAlive;
    private final boolean captureCallSites;
    private final @Nullable TlsOptions tls;

    private ChannelOptions(Builder builder) {
        maxFrameLength = builder.maxFrameLength;
        highWaterMark = builder.highWaterMark;
        lowWaterMarkFollows = builder.lowWaterMark == FOLLOWS;
        lowWaterMark = lowWaterMarkFollows
                ? Math.min(DEFAULT_LOW_WATER_MARK, builder.highWaterMark / 4)
                : builder.lowWaterMark;
        maxQueuedBytes = builder.maxQueuedBytes;
        maxWriteBytesFollows = builder.maxWriteBytes == FOLLOWS;
        maxWriteBytes = maxWriteBytesFollows
                ? (int) Math.min(Integer.MAX_VALUE, (long) WRITE_BYTES_FACTOR * builder.maxQueuedBytes)
                : builder.maxWriteBytes;
        charset = builder.charset;
        idleTimeout = builder.idleTimeout;
        frameTimeout = builder.frameTimeout;
        minInputRate = builder.minInputRate;
        writeTimeout = builder.writeTimeout;
        connectTimeout = builder.connectTimeout;
        localAddress = builder.localAddress;
        tcpNoDelay = builder.tcpNoDelay;
        keepAlive = builder.keepAlive;
        captureCallSites = builder.captureCallSites;
        tls = builder.tls;
    }

    /**
     * All defaults.
     *
     * @return the shared instance
     */
    public static ChannelOptions defaults() {
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
     * Starts from these options. What follows another option unless it is set, as the low-water mark does, goes on to do so.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .maxFrameLength(maxFrameLength)
                .highWaterMark(highWaterMark)
                .maxQueuedBytes(maxQueuedBytes)
                .charset(charset)
                .idleTimeout(idleTimeout)
                .frameTimeout(frameTimeout)
                .minInputRate(minInputRate)
                .writeTimeout(writeTimeout)
                .connectTimeout(connectTimeout)
                .tcpNoDelay(tcpNoDelay)
                .keepAlive(keepAlive)
                .captureCallSites(captureCallSites);
        builder.maxWriteBytes = maxWriteBytesFollows ? FOLLOWS : maxWriteBytes;
        builder.lowWaterMark = lowWaterMarkFollows ? FOLLOWS : lowWaterMark;
        builder.tls = tls;
        builder.localAddress = localAddress;
        return builder;
    }

    /**
     * The longest line or delimited record.
     *
     * @return content bytes, without the terminator
     */
    public int maxFrameLength() {
        return maxFrameLength;
    }

    /**
     * From how many queued bytes on {@code write} waits.
     *
     * @return bytes
     */
    public int highWaterMark() {
        return highWaterMark;
    }

    /**
     * Down to how many queued bytes a waiting {@code write} waits.
     *
     * @return bytes, at most {@link #highWaterMark()}
     */
    public int lowWaterMark() {
        return lowWaterMark;
    }

    /**
     * The output queue's hard cap: a write past it fails with {@link WriteQueueFullException}, unless the queue is below
     * {@link #highWaterMark()} and the write not longer than {@link #maxWriteBytes()}.
     *
     * @return bytes
     */
    public int maxQueuedBytes() {
        return maxQueuedBytes;
    }

    /**
     * How long a single write may be while the queue is below {@link #highWaterMark()}, where a program that awaits its
     * writes always is: such a write may take the queue past {@link #maxQueuedBytes()}. A longer one fails with {@link
     * WriteQueueFullException}.
     *
     * @return bytes; four times {@link #maxQueuedBytes()} unless it is set
     */
    public int maxWriteBytes() {
        return maxWriteBytes;
    }

    /**
     * How text is encoded. Always one in which LF and CR are the single bytes 0x0A and 0x0D.
     *
     * @return the charset, UTF-8 by default
     */
    public Charset charset() {
        return charset;
    }

    /**
     * How long a connection may stay without a byte moving in either direction. Looked at four times in that time, so it
     * may become a quarter more.
     *
     * @return the time, or {@link #UNLIMITED}
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * How long a line or delimited record may take from its first byte to its end while somebody reads it. What stops a
     * peer that sends a byte now and then (slow loris): idleness never would. The connection is closed with {@link
     * CloseReason#FRAME_TIMEOUT}.
     *
     * @return the time, or {@link #UNLIMITED}
     */
    public Duration frameTimeout() {
        return frameTimeout;
    }

    /**
     * How fast a unit that has begun must arrive while somebody reads it, on the average since its first byte and judged
     * from ten seconds after that on. Slower peers are closed with {@link CloseReason#TOO_SLOW}.
     *
     * @return bytes a second; 0 for no limit
     */
    public int minInputRate() {
        return minInputRate;
    }

    /**
     * How long output may wait without the operating system taking a byte of it. A peer that reads nothing for so long is
     * cut off with {@link CloseReason#WRITE_TIMEOUT}; one that reads slowly is not.
     *
     * @return the time, or {@link #UNLIMITED}
     */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /**
     * How long {@link AsyncChannel#connect} may take, from looking the name up to the end of the TLS handshake, if there is
     * one. That has its own limit beside this, {@link TlsOptions#handshakeTimeout()}.
     *
     * @return the time, or {@link #UNLIMITED}
     */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * Which of our addresses a connection is made from: heeded by {@link AsyncChannel#connect}.
     *
     * @return the address, its port 0 for any; null if the operating system chooses
     */
    public @Nullable InetSocketAddress localAddress() {
        return localAddress;
    }

    /**
     * Whether small writes leave at once ({@code TCP_NODELAY}); output is collected per batch already.
     *
     * @return true by default
     */
    public boolean tcpNoDelay() {
        return tcpNoDelay;
    }

    /**
     * Whether the operating system probes silent peers ({@code SO_KEEPALIVE}).
     *
     * @return true by default
     */
    public boolean keepAlive() {
        return keepAlive;
    }

    /**
     * Whether a pending operation remembers the source line that started it. That costs about a microsecond for each
     * operation that waits; the read that begins each step of a {@link Futures#repeatWhile} loop is learned and costs next
     * to nothing. Such a read that the step, after many equal ones, neither continues nor returns is known by its method
     * only, without a line.
     *
     * @return true by default
     */
    public boolean captureCallSites() {
        return captureCallSites;
    }

    /**
     * TLS for {@link AsyncChannel#connect}; see {@link ServerOptions#tls()} for accepted channels. The future of a connect
     * completes after the handshake then, and fails with {@link javax.net.ssl.SSLException} if that failed.
     *
     * @return null for plaintext, the default
     */
    public @Nullable TlsOptions tls() {
        return tls;
    }

    /** Builds {@link ChannelOptions}. Not thread-safe. */
    public static final class Builder {
        private int maxFrameLength = DEFAULT_MAX_FRAME_LENGTH;
        private int highWaterMark = DEFAULT_HIGH_WATER_MARK;
        private int lowWaterMark = FOLLOWS;
        private int maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;
        private int maxWriteBytes = FOLLOWS;
        private Charset charset = StandardCharsets.UTF_8;
        private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
        private Duration frameTimeout = DEFAULT_FRAME_TIMEOUT;
        private int minInputRate = DEFAULT_MIN_INPUT_RATE;
        private Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private @Nullable InetSocketAddress localAddress;
        private boolean tcpNoDelay = true;
        private boolean keepAlive = true;
        private boolean captureCallSites = true;
        private @Nullable TlsOptions tls;

        private Builder() {}

        /**
         * Sets {@link ChannelOptions#maxFrameLength()}.
         *
         * @param bytes content bytes, at least 1
         * @return this
         */
        public Builder maxFrameLength(int bytes) {
            maxFrameLength = atLeast(1, bytes, "maxFrameLength");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#highWaterMark()}. Unless {@link #lowWaterMark} is set too, the low-water mark is
         * a quarter of this, at most {@link #DEFAULT_LOW_WATER_MARK}.
         *
         * @param bytes at least 1
         * @return this
         */
        public Builder highWaterMark(int bytes) {
            highWaterMark = atLeast(1, bytes, "highWaterMark");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#lowWaterMark()}.
         *
         * @param bytes at least 0 and at most the high-water mark
         * @return this
         */
        public Builder lowWaterMark(int bytes) {
            lowWaterMark = atLeast(0, bytes, "lowWaterMark");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#maxQueuedBytes()}; {@code Integer.MAX_VALUE} for no limit but the memory.
         *
         * @param bytes at least the high-water mark
         * @return this
         */
        public Builder maxQueuedBytes(int bytes) {
            maxQueuedBytes = atLeast(1, bytes, "maxQueuedBytes");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#maxWriteBytes()}. Unless it is set, it is four times {@link #maxQueuedBytes}.
         *
         * @param bytes at least {@link #maxQueuedBytes}
         * @return this
         */
        public Builder maxWriteBytes(int bytes) {
            maxWriteBytes = atLeast(1, bytes, "maxWriteBytes");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#charset()}.
         *
         * @param value a charset that encodes LF and CR as the single bytes 0x0A and 0x0D (UTF-8, ISO-8859-x, ASCII,
         *     windows-125x, Shift_JIS, ISO-2022-JP …; not UTF-16, not EBCDIC)
         * @return this
         * @throws IllegalArgumentException for another charset, in which lines could not be found, and for one that cannot
         *     encode (ISO-2022-CN) or in which a line cannot be read without the lines before it
         */
        public Builder charset(Charset value) {
            LineCharset.require(Objects.requireNonNull(value, "charset"));
            charset = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#idleTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = positive(value, "idleTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#frameTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder frameTimeout(Duration value) {
            frameTimeout = positive(value, "frameTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#minInputRate()}.
         *
         * @param bytesPerSecond 0 for no limit
         * @return this
         */
        public Builder minInputRate(int bytesPerSecond) {
            minInputRate = atLeast(0, bytesPerSecond, "minInputRate");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#writeTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder writeTimeout(Duration value) {
            writeTimeout = positive(value, "writeTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#connectTimeout()}.
         *
         * @param value more than zero, or {@link #UNLIMITED}
         * @return this
         */
        public Builder connectTimeout(Duration value) {
            connectTimeout = positive(value, "connectTimeout");
            return this;
        }

        /**
         * Sets {@link ChannelOptions#localAddress()}.
         *
         * @param value one of this machine's addresses, resolved; port 0 takes a free one
         * @return this
         */
        public Builder localAddress(InetSocketAddress value) {
            if (value.isUnresolved()) {
                throw new IllegalArgumentException("localAddress must be resolved: " + value);
            }
            localAddress = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#tcpNoDelay()}.
         *
         * @param value false to let the operating system delay small writes
         * @return this
         */
        public Builder tcpNoDelay(boolean value) {
            tcpNoDelay = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#keepAlive()}.
         *
         * @param value false for no probes
         * @return this
         */
        public Builder keepAlive(boolean value) {
            keepAlive = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#captureCallSites()}.
         *
         * @param value false to save the microsecond and not know the source lines
         * @return this
         */
        public Builder captureCallSites(boolean value) {
            captureCallSites = value;
            return this;
        }

        /**
         * Sets {@link ChannelOptions#tls()}.
         *
         * @param value trust, name, keys
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
         * @throws IllegalArgumentException if the marks and limits contradict each other
         */
        public ChannelOptions build() {
            if (lowWaterMark > highWaterMark) {
                throw new IllegalArgumentException(
                        "lowWaterMark " + lowWaterMark + " is above highWaterMark " + highWaterMark);
            }
            if (maxQueuedBytes < highWaterMark) {
                throw new IllegalArgumentException(
                        "maxQueuedBytes " + maxQueuedBytes + " is below highWaterMark " + highWaterMark);
            }
            if (maxWriteBytes != FOLLOWS && maxWriteBytes < maxQueuedBytes) {
                throw new IllegalArgumentException(
                        "maxWriteBytes " + maxWriteBytes + " is below maxQueuedBytes " + maxQueuedBytes);
            }
            return new ChannelOptions(this);
        }

        private static int atLeast(int least, int value, String name) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
            }
            return value;
        }

        private static Duration positive(Duration value, String name) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " must be more than zero, not " + value);
            }
            return value;
        }
    }
}
