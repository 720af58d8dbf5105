package dev.futurewire;

/** Why a connection ended. Each connection ends with exactly one: the first cause wins. */
public enum CloseReason {
    /** The peer ended its stream and the handler finished after it had seen that. */
    END_OF_STREAM("end of stream"),
    /** The handler's stage ended normally while the peer's stream was still open. */
    HANDLER_DONE("handler done"),
    /**
     * The handler returned {@code null}, or threw or failed with something that its connection has not produced: a fault of
     * the program's or of something that it depends on, never of the peer's.
     */
    HANDLER_FAILED("handler failed"),
    /** A timeout that the program set on an operation of the connection, or on a stage derived from one, ended the handler. */
    TIMEOUT("timeout"),
    /** No byte moved in either direction for {@link ChannelOptions#idleTimeout()}. */
    IDLE_TIMEOUT("idle"),
    /** A record took longer than {@link ChannelOptions#frameTimeout()} from its first byte to its end. */
    FRAME_TIMEOUT("frame timeout"),
    /** A record arrived more slowly than {@link ChannelOptions#minInputRate()}. */
    TOO_SLOW("too slow"),
    /** The peer took no output for {@link ChannelOptions#writeTimeout()}. */
    WRITE_TIMEOUT("write timeout"),
    /** The handler took longer than {@link ServerOptions#handlerTimeout()}. */
    HANDLER_TIMEOUT("handler timeout"),
    /** The program could not await its output and met the hard cap: the handler ended with that failure. */
    SLOW_CONSUMER("slow consumer"),
    /** A record over {@link ChannelOptions#maxFrameLength()} ended the handler. */
    FRAME_TOO_LONG("frame too long"),
    /** Input that is not text in the channel's charset ended the handler. */
    MALFORMED_INPUT("malformed input"),
    /** The peer reset the connection or it broke underneath. */
    PEER_RESET("peer reset"),
    /** TLS failed: its handshake, its certificates, its records, its limits. */
    TLS_FAILED("TLS failed"),
    /** The connection ended without TLS' own end: {@link TlsTruncatedException}. */
    TRUNCATED("truncated"),
    /** A connection that the conversation depends on failed: the handler ended with {@link UpstreamException}. */
    UPSTREAM_FAILED("upstream failed"),
    /**
     * The buffers of all connections held more than {@link ServerOptions#maxBufferedBytes()}, and those of this one most; or
     * the JVM had no memory left for this one.
     */
    MEMORY_LIMIT("memory limit"),
    /** The program called {@link AsyncChannel#close()}. */
    LOCAL_CLOSE("local close"),
    /** The program called {@link AsyncChannel#abort()}. */
    ABORTED("aborted"),
    /** The server shut down before the conversation was over. */
    SERVER_SHUTDOWN("server shutdown");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /**
     * The reason in words, for people.
     *
     * @return lower-case words, for example {@code "end of stream"}
     */
    public String text() {
        return text;
    }
}
