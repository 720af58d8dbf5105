package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A blocked handler, an early return, a failure nobody looked at, a slow consumer. */
@Name("dev.futurewire.WarningRaised")
@Label("Warning Raised")
@Category("Futurewire")
@Description("A blocked handler, an early return, a failure nobody looked at, a slow consumer")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by Flight Recorder
public final class WarningRaised extends Event {
    @Label("Connection")
    private final long connection;

    @Label("Kind")
    private final String kind;

    @Label("Message")
    private final String message;

    @Label("Call Site")
    private final String callSite;

    private WarningRaised(long connection, String kind, String message, String callSite) {
        this.connection = connection;
        this.kind = kind;
        this.message = message;
        this.callSite = callSite;
    }

    /**
     * Records the event, if anybody records.
     *
     * @param connection connection
     * @param kind kind
     * @param message message
     * @param callSite call site
     */
    public static void record(long connection, String kind, String message, String callSite) {
        if (Flight.on()) {
            new WarningRaised(connection, kind, message, callSite).commit();
        }
    }
}
