package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Event: a connection was accepted or connected. */
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
     * Commits an event if a recording is running.
     *
     * @param connection the connection's number
     * @param peer the peer's address
     */
    public static void record(long connection, Object peer) {
        if (RecorderState.isRecording()) {
            new ConnectionOpened(connection, peer.toString()).commit();
        }
    }
}
