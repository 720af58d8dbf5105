package dev.futurewire.observe;

import dev.futurewire.internal.trace.TraceFormat;
import java.time.Instant;
import java.util.List;

/**
 * The last events of a connection.
 *
 * @param connection the number of the connection
 * @param peer the address of its peer
 * @param openedAt when it was opened
 * @param missing how many earlier events have been discarded, because a trace is bounded
 * @param events the events, the oldest first
 * @see TraceRecorder
 */
public record Trace(long connection, String peer, Instant openedAt, long missing, List<TraceEvent> events) {
    /**
     * Creates an instance with a copy of the list.
     *
     * @param connection the number of the connection
     * @param peer the address of its peer
     * @param openedAt when it was opened
     * @param missing how many earlier events have been discarded, because a trace is bounded
     * @param events the events, the oldest first
     */
    public Trace {
        events = List.copyOf(events);
    }

    /**
     * {@return the trace as a JSON object} Bytes are represented by a string with one character per byte (ISO 8859-1),
     * escaped to ASCII.
     */
    public String toJson() {
        return TraceFormat.json(connection, peer, openedAt, missing, events);
    }

    /**
     * {@return the peer's part as a script, which {@link Replay} can perform with any handler} If earlier events are
     * missing, a comment in the script says so.
     */
    public String toScript() {
        return TraceFormat.script(connection, openedAt, missing, events);
    }
}
