package dev.futurewire.observe;

import dev.futurewire.internal.trace.TraceFormat;
import java.time.Instant;
import java.util.List;

/**
 * The last events of one connection.
 *
 * @param connection its number
 * @param peer its peer's address
 * @param openedAt when it began
 * @param missing how many earlier events are not here any more: the trace is bounded
 * @param events the oldest first
 */
public record Trace(long connection, String peer, Instant openedAt, long missing, List<TraceEvent> events) {
    /** Copies the list. */
    public Trace {
        events = List.copyOf(events);
    }

    /**
     * The trace as one JSON object. Bytes are strings with a character for each byte (ISO 8859-1), escaped to ASCII.
     *
     * @return JSON
     */
    public String toJson() {
        return TraceFormat.json(connection, peer, openedAt, missing, events);
    }

    /**
     * What the peer did and got, as a script that {@link Replay} performs over memory against any handler.
     *
     * @return lines of text; comments say where the trace begins late
     */
    public String toScript() {
        return TraceFormat.script(connection, openedAt, missing, events);
    }
}
