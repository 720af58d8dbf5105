package dev.futurewire.internal.jfr;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Whether anybody records. A static read: events cost nothing while nobody does. */
public final class Flight {
    private static volatile boolean on;

    static {
        if (FlightRecorder.isAvailable()) {
            FlightRecorder.addListener(new FlightRecorderListener() {
                @Override
                public void recorderInitialized(FlightRecorder recorder) {
                    look();
                }

                @Override
                public void recordingStateChanged(Recording recording) {
                    look();
                }
            });
        }
    }

    private Flight() {}

    private static void look() {
        on = FlightRecorder.isInitialized()
                && FlightRecorder.getFlightRecorder().getRecordings().stream()
                        .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
    }

    /**
     * Whether anybody records.
     *
     * @return true while a recording runs
     */
    public static boolean on() {
        return on;
    }
}
