package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Event: a connection was closed. */
@Name("dev.futurewire.ConnectionClosed")
@Label("Connection Closed")
@Category("Futurewire")
@Description("A connection is over")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by Flight Recorder
public final class ConnectionClosed extends Event {
    @Label("Connection")
    private final long connection;

    @Label("Peer")
    private final String peer;

    @Label("Reason")
    private final String reason;

    @Label("Bytes In")
    private final long bytesIn;

    @Label("Bytes Out")
    private final long bytesOut;

    @Label("Lines In")
    private final long linesIn;

    @Label("Lines Out")
    private final long linesOut;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Life")
    private final long lifeNanos;

    private ConnectionClosed(
            long connection,
            String peer,
            String reason,
            long bytesIn,
            long bytesOut,
            long linesIn,
            long linesOut,
            long lifeNanos) {
        this.connection = connection;
        this.peer = peer;
        this.reason = reason;
        this.bytesIn = bytesIn;
        this.bytesOut = bytesOut;
        this.linesIn = linesIn;
        this.linesOut = linesOut;
        this.lifeNanos = lifeNanos;
    }

    /**
     * Commits an event if a recording is running.
     *
     * @param connection the connection's number
     * @param peer the peer's address
     * @param reason the name of the close reason
     * @param bytesIn number of bytes received
     * @param bytesOut number of bytes sent
     * @param linesIn number of lines read
     * @param linesOut number of lines written
     * @param lifeNanos time since the connection was opened
     */
    public static void record(
            long connection,
            String peer,
            String reason,
            long bytesIn,
            long bytesOut,
            long linesIn,
            long linesOut,
            long lifeNanos) {
        if (RecorderState.isRecording()) {
            new ConnectionClosed(connection, peer, reason, bytesIn, bytesOut, linesIn, linesOut, lifeNanos).commit();
        }
    }
}
