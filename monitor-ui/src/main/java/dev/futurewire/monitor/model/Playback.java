package dev.futurewire.monitor.model;

import java.util.List;

/** Controls the replay of a recording. Thread-safe. */
public interface Playback {
    /** Speeds to choose from, as factors of the recorded pace. */
    List<Double> SPEEDS = List.of(0.25, 0.5, 1.0, 2.0, 4.0, 16.0);

    /**
     * State of a replay.
     *
     * @param startMillis time of the first tick, or 0 before it is known
     * @param millis time of the latest tick
     * @param endMillis time of the last tick, or 0 before it is known
     * @param paused whether it is paused
     * @param speed factor of the recorded pace
     */
    record State(long startMillis, long millis, long endMillis, boolean paused, double speed) {}

    /** Returns the state. */
    State state();

    /** Pauses or continues. */
    void paused(boolean value);

    /** Changes the speed. */
    void speed(double factor);

    /** Continues at a time of the recording. */
    void seek(long millis);

    /** Plays up to the next event, warning or piece of traffic, and pauses there. */
    void step();
}
