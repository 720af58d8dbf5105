package dev.futurewire.internal.jfr;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Whether a recording is running. A read of a static field, so that hot paths need neither create an event nor read the clock
 * while none is.
 */
public final class RecorderState {
    private static volatile boolean recording;

    static {
        if (FlightRecorder.isAvailable()) {
            FlightRecorder.addListener(new FlightRecorderListener() {
                @Override
                public void recorderInitialized(FlightRecorder recorder) {
                    update();
                }

                @Override
                public void recordingStateChanged(Recording changed) {
                    update();
                }
            });
        }
    }

    private RecorderState() {}

    private static void update() {
        recording = FlightRecorder.isInitialized()
                && FlightRecorder.getFlightRecorder().getRecordings().stream()
                        .anyMatch(each -> each.getState() == RecordingState.RUNNING);
    }

    /**
     * Returns whether a recording is running.
     *
     * @return true while at least one is
     */
    public static boolean isRecording() {
        return recording;
    }
}
