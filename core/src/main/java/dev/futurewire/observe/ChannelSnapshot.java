package dev.futurewire.observe;

import dev.futurewire.CloseReason;
import dev.futurewire.TlsSession;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection at one moment. Counters are exact for all that has been processed.
 *
 * @param id the connection's number, unique in the process
 * @param localAddress our end
 * @param remoteAddress the peer's end; behind a trusted proxy, the client's
 * @param openedAt when it was accepted or connected
 * @param state where it is in its life
 * @param closeReason why it ended or is ending, else null
 * @param bytesIn bytes received
 * @param bytesOut bytes that the operating system has taken
 * @param linesIn records delivered to the program by readLine, readLineBytes and readUntil
 * @param linesOut line terminators (LF) written by the program
 * @param bufferedInput bytes received and not yet read by the program
 * @param queuedOutput bytes written by the program and not yet taken by the operating system
 * @param awaiting the pending operations, reads first; empty when the program is at work or nothing is pending
 * @param tls what TLS has negotiated, or null while the connection is not encrypted; all counters are of plaintext
 * @param proxyAddress the trusted proxy's end that the connection came through, else null
 */
public record ChannelSnapshot(
        long id,
        SocketAddress localAddress,
        SocketAddress remoteAddress,
        Instant openedAt,
        ChannelState state,
        @Nullable CloseReason closeReason,
        long bytesIn,
        long bytesOut,
        long linesIn,
        long linesOut,
        long bufferedInput,
        long queuedOutput,
        List<Awaiting> awaiting,
        @Nullable TlsSession tls,
        @Nullable SocketAddress proxyAddress) {
    /** Copies the list. */
    public ChannelSnapshot {
        awaiting = List.copyOf(awaiting);
    }

    /**
     * A snapshot of a connection without TLS that did not come through a proxy.
     *
     * @param id as above
     * @param localAddress as above
     * @param remoteAddress as above
     * @param openedAt as above
     * @param state as above
     * @param closeReason as above
     * @param bytesIn as above
     * @param bytesOut as above
     * @param linesIn as above
     * @param linesOut as above
     * @param bufferedInput as above
     * @param queuedOutput as above
     * @param awaiting as above
     */
    public ChannelSnapshot(
            long id,
            SocketAddress localAddress,
            SocketAddress remoteAddress,
            Instant openedAt,
            ChannelState state,
            @Nullable CloseReason closeReason,
            long bytesIn,
            long bytesOut,
            long linesIn,
            long linesOut,
            long bufferedInput,
            long queuedOutput,
            List<Awaiting> awaiting) {
        this(
                id,
                localAddress,
                remoteAddress,
                openedAt,
                state,
                closeReason,
                bytesIn,
                bytesOut,
                linesIn,
                linesOut,
                bufferedInput,
                queuedOutput,
                awaiting,
                null,
                null);
    }
}
