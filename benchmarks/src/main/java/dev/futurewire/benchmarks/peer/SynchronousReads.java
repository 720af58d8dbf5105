package dev.futurewire.benchmarks.peer;

/** Whether the JDK tries a read at once or leaves it to its poller; it looks once, before its first channel. */
final class SynchronousReads {
    private static final String DISABLED = "sun.nio.ch.disableSynchronousRead";

    private SynchronousReads() {}

    static void tryAtOnce() {
        System.setProperty(DISABLED, "false");
    }

    static void leaveToPoller() {
        System.setProperty(DISABLED, "true");
    }
}
