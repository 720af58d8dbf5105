package dev.futurewire.benchmarks.peer;

/** Has the JDK leave reads to its poller instead of trying each at once; it looks once, before its first channel. */
final class SynchronousReads {
    private static final String DISABLED = "sun.nio.ch.disableSynchronousRead";

    private SynchronousReads() {}

    static void leaveToPoller() {
        System.setProperty(DISABLED, "true");
    }
}
