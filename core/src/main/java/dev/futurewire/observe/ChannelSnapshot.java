package dev.futurewire.observe;

import dev.futurewire.CloseReason;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection at one moment. Counters are exact for all that has been processed.
 *
 * @param id the connection's number, unique in the process
 * @param localAddress our end
 * @param remoteAddress the peer's end
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
        List<Awaiting> awaiting) {
    /** Copies the list. */
    public ChannelSnapshot {
        awaiting = List.copyOf(awaiting);
    }
}
