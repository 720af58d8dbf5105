package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A connection was accepted or connected. */
@Name("dev.futurewire.ConnectionOpened")
@Label("Connection Opened")
@Category("Futurewire")
@Description("A connection was accepted or connected")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by Flight Recorder
public final class ConnectionOpened extends Event {
    @Label("Connection")
    private final long connection;

    @Label("Peer")
    private final String peer;

    private ConnectionOpened(long connection, String peer) {
        this.connection = connection;
        this.peer = peer;
    }

    /**
     * Records the event, if anybody records.
     *
     * @param connection its number
     * @param peer its address
     */
    public static void record(long connection, Object peer) {
        if (Flight.on()) {
            new ConnectionOpened(connection, peer.toString()).commit();
        }
    }
}
