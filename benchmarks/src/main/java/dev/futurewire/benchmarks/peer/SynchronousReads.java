package dev.futurewire.benchmarks.peer;

/** Makes the JDK leave reads to its poller instead of trying each at once; effective before the first channel only. */
final class SynchronousReads {
    private static final String DISABLED = "sun.nio.ch.disableSynchronousRead";

    private SynchronousReads() {}

    static void leaveToPoller() {
        System.setProperty(DISABLED, "true");
    }
}
