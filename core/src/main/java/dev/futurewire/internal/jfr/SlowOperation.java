package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An operation was pending for a second or longer. */
@Name("dev.futurewire.SlowOperation")
@Label("Slow Operation")
@Category("Futurewire")
@Description("An operation was pending for a second or longer")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by Flight Recorder
public final class SlowOperation extends Event {
    @Label("Connection")
    private final long connection;

    @Label("Operation")
    private final String operation;

    @Label("Call Site")
    private final String callSite;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Waited")
    private final long waitedNanos;

    private SlowOperation(long connection, String operation, String callSite, long waitedNanos) {
        this.connection = connection;
        this.operation = operation;
        this.callSite = callSite;
        this.waitedNanos = waitedNanos;
    }

    /**
     * Records the event, if anybody records.
     *
     * @param connection connection
     * @param operation operation
     * @param callSite call site
     * @param waitedNanos waited
     */
    public static void record(long connection, String operation, String callSite, long waitedNanos) {
        if (Flight.on()) {
            new SlowOperation(connection, operation, callSite, waitedNanos).commit();
        }
    }
}
