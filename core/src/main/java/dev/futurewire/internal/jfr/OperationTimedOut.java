package dev.futurewire.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Event: a pending operation timed out. */
@Name("dev.futurewire.OperationTimedOut")
@Label("Operation Timed Out")
@Category("Futurewire")
@Description("The deadline of a pending operation has passed")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by Flight Recorder
public final class OperationTimedOut extends Event {
    @Label("Connection")
    private final long connection;

    @Label("Operation")
    private final String operation;

    @Label("Call Site")
    private final String callSite;

    @Timespan(Timespan.NANOSECONDS)
    @Label("Waited")
    private final long waitedNanos;

    private OperationTimedOut(long connection, String operation, String callSite, long waitedNanos) {
        this.connection = connection;
        this.operation = operation;
        this.callSite = callSite;
        this.waitedNanos = waitedNanos;
    }

    /**
     * Commits an event if a recording is running.
     *
     * @param connection the connection's number
     * @param operation the name of the operation's method
     * @param callSite the source line that started it
     * @param waitedNanos time from its start to the timeout
     */
    public static void record(long connection, String operation, String callSite, long waitedNanos) {
        if (RecorderState.isRecording()) {
            new OperationTimedOut(connection, operation, callSite, waitedNanos).commit();
        }
    }
}
