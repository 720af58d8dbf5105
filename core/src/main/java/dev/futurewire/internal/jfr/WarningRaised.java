package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Event: a warning was raised, see {@link dev.futurewire.observe.Warning}. */
@Name("dev.futurewire.WarningRaised")
@Label("Warning Raised")
@Category("Futurewire")
@Description("A blocked handler, an early return, an unobserved failure, a slow consumer")
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
     * Commits an event if a recording is running.
     *
     * @param connection the connection's number
     * @param kind the kind of warning
     * @param message the text
     * @param callSite the source line concerned, or "unknown"
     */
    public static void record(long connection, String kind, String message, String callSite) {
        if (RecorderState.isRecording()) {
            new WarningRaised(connection, kind, message, callSite).commit();
        }
    }
}
