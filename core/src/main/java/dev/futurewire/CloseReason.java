package dev.futurewire;

/** Why a connection was closed. Each connection has exactly one reason, that of the first cause. */
public enum CloseReason {
    /**
     * The peer ended its stream, and the handler completed after it had read the end of the stream, or failed because
     * the stream ended too early: {@link IncompleteReadException}.
     */
    END_OF_STREAM("end of stream"),
    /** The handler's stage completed normally before the handler had read the end of the peer's stream. */
    HANDLER_DONE("handler done"),
    /**
     * The handler returned {@code null}, or threw an exception or failed with an exception that its connection did not
     * produce. The cause lies in the program or its dependencies, not in the peer. See {@link
     * ConnectionHandler#handle}.
     */
    HANDLER_FAILED("handler failed"),
    /**
     * The handler failed because an operation of the connection, or a stage derived from one, timed out as the program
     * specified.
     */
    TIMEOUT("timeout"),
    /** No byte moved in either direction for {@link ChannelOptions#idleTimeout()}. */
    IDLE_TIMEOUT("idle"),
    /**
     * A line or delimited record took longer than {@link ChannelOptions#frameTimeout()} from its first byte to its end.
     */
    FRAME_TIMEOUT("frame timeout"),
    /** A line or delimited record arrived more slowly than {@link ChannelOptions#minInputRate()}. */
    TOO_SLOW("too slow"),
    /** The peer accepted no output for {@link ChannelOptions#writeTimeout()}. */
    WRITE_TIMEOUT("write timeout"),
    /** The handler took longer than {@link ServerOptions#handlerTimeout()}. */
    HANDLER_TIMEOUT("handler timeout"),
    /** The handler failed because a write was rejected: {@link WriteQueueFullException}. */
    SLOW_CONSUMER("slow consumer"),
    /** The handler failed because a record was too long: {@link FrameTooLongException}. */
    FRAME_TOO_LONG("frame too long"),
    /** The handler failed because input was malformed in the channel's charset. */
    MALFORMED_INPUT("malformed input"),
    /** The peer reset the connection, or the network failed. */
    PEER_RESET("peer reset"),
    /** TLS failed: the handshake failed or timed out, a certificate was rejected, or a record was invalid. */
    TLS_FAILED("TLS failed"),
    /** The TLS connection ended without a {@code close_notify} alert: {@link TlsTruncatedException}. */
    TRUNCATED("truncated"),
    /** The handler failed because another connection that it depends on failed: {@link UpstreamException}. */
    UPSTREAM_FAILED("upstream failed"),
    /**
     * The buffers of all connections together held too many bytes (see {@link ServerOptions#maxBufferedBytes()}), and
     * this connection was among those that held the most; or the JVM had no memory left for this connection.
     */
    MEMORY_LIMIT("memory limit"),
    /** The program called {@link AsyncChannel#close()}. */
    LOCAL_CLOSE("local close"),
    /** The program called {@link AsyncChannel#abort()}. */
    ABORTED("aborted"),
    /** The server shut down before the handler had completed. */
    SERVER_SHUTDOWN("server shutdown");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** {@return the reason in lower-case words, for example {@code "end of stream"}} */
    public String text() {
        return text;
    }
}
