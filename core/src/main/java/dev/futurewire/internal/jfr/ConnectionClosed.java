package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A connection is over. */
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
     * Records the event, if anybody records.
     *
     * @param connection connection
     * @param peer peer
     * @param reason reason
     * @param bytesIn bytes in
     * @param bytesOut bytes out
     * @param linesIn lines in
     * @param linesOut lines out
     * @param lifeNanos life
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
        if (Flight.on()) {
            new ConnectionClosed(connection, peer, reason, bytesIn, bytesOut, linesIn, linesOut, lifeNanos).commit();
        }
    }
}
