package dev.futurewire.observe;

import dev.futurewire.CloseReason;
import dev.futurewire.TlsSession;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connection at one moment. Counters include everything that has been processed, exactly. With TLS they
 * count plaintext.
 *
 * @param id the number of the connection, unique in the process
 * @param localAddress the address of this end
 * @param remoteAddress the address of the peer; behind a trusted proxy, the address of the client
 * @param openedAt when the connection was accepted or established
 * @param state the state of the connection
 * @param closeReason why the connection is closed or closing, or null while it is open
 * @param bytesIn the number of bytes received
 * @param bytesOut the number of bytes passed to the operating system
 * @param linesIn the number of records delivered to the program by {@code readLine}, {@code readLineBytes} and {@code
 *     readUntil}
 * @param linesOut the number of line terminators (LF) written by the program
 * @param bufferedInput the number of bytes received that the program has not read
 * @param queuedOutput the number of bytes written by the program that have not been passed to the operating system
 * @param awaiting the pending operations, reads first, then what else the handler waits for: operations of other connections,
 *     delays, queues, semaphores and named stages; empty if nothing is pending
 * @param tls the TLS session, or null while the connection is not encrypted
 * @param proxyAddress the address of the trusted proxy that the connection came through, or null
 * @param tasks the tasks of the groups that the handler waits for, in the order in which they were started
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
        @Nullable SocketAddress proxyAddress,
        List<TaskSnapshot> tasks) {
    /**
     * Creates an instance with copies of the lists.
     *
     * @param id the number of the connection, unique in the process
     * @param localAddress the address of this end
     * @param remoteAddress the address of the peer; behind a trusted proxy, the address of the client
     * @param openedAt when the connection was accepted or established
     * @param state the state of the connection
     * @param closeReason why the connection is closed or closing, or null while it is open
     * @param bytesIn the number of bytes received
     * @param bytesOut the number of bytes passed to the operating system
     * @param linesIn the number of records delivered to the program by {@code readLine}, {@code readLineBytes} and {@code
     *     readUntil}
     * @param linesOut the number of line terminators (LF) written by the program
     * @param bufferedInput the number of bytes received that the program has not read
     * @param queuedOutput the number of bytes written by the program that have not been passed to the operating system
     * @param awaiting the pending operations, reads first, then what else the handler waits for: operations of other connections,
     *     delays, queues, semaphores and named stages; empty if nothing is pending
     * @param tls the TLS session, or null while the connection is not encrypted
     * @param proxyAddress the address of the trusted proxy that the connection came through, or null
     * @param tasks the tasks of the groups that the handler waits for, in the order in which they were started
     */
    public ChannelSnapshot {
        awaiting = List.copyOf(awaiting);
        tasks = List.copyOf(tasks);
    }

    /**
     * Creates a snapshot without tasks.
     *
     * @param id the number of the connection
     * @param localAddress the address of this end
     * @param remoteAddress the address of the peer
     * @param openedAt when the connection was accepted or established
     * @param state the state of the connection
     * @param closeReason why the connection is closed or closing, or null
     * @param bytesIn the number of bytes received
     * @param bytesOut the number of bytes passed to the operating system
     * @param linesIn the number of records delivered to the program
     * @param linesOut the number of line terminators written by the program
     * @param bufferedInput the number of bytes received and not read
     * @param queuedOutput the number of bytes written and not passed to the operating system
     * @param awaiting the pending operations
     * @param tls the TLS session, or null
     * @param proxyAddress the address of the trusted proxy, or null
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
            List<Awaiting> awaiting,
            @Nullable TlsSession tls,
            @Nullable SocketAddress proxyAddress) {
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
                tls,
                proxyAddress,
                List.of());
    }

    /**
     * Creates a snapshot of a connection without TLS that did not come through a proxy.
     *
     * @param id the number of the connection
     * @param localAddress the address of this end
     * @param remoteAddress the address of the peer
     * @param openedAt when the connection was accepted or established
     * @param state the state of the connection
     * @param closeReason why the connection is closed or closing, or null
     * @param bytesIn the number of bytes received
     * @param bytesOut the number of bytes passed to the operating system
     * @param linesIn the number of records delivered to the program
     * @param linesOut the number of line terminators written by the program
     * @param bufferedInput the number of bytes received and not read
     * @param queuedOutput the number of bytes written and not passed to the operating system
     * @param awaiting the pending operations
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
