package dev.futurewire.internal.loop;

/**
 * Asks the JDK to leave reads to its poller.
 *
 * <p>When a read begins, the JDK tries at once whether there is something, and asks its poller only if there was nothing.
 * A connection here begins a read when it has used up what had come, so there hardly ever is: the attempt is a system
 * call for nothing, a tenth of a server's time and more (docs/benchmarks.md). The JDK's own switch for it is a system
 * property that it reads once in a process, before its first asynchronous socket. It changes no behaviour of any channel,
 * and a JDK that does not know it goes on as before.
 */
final class SynchronousReads {
    /** The JDK's name for it: {@code sun.nio.ch.UnixAsynchronousSocketChannelImpl}, in 17 as in 25. */
    static final String DISABLED = "sun.nio.ch.disableSynchronousRead";

    private SynchronousReads() {}

    /** Sets the property, unless the user has: whatever he set stays, {@code false} as well. */
    static void leaveToPoller() {
        if (System.getProperty(DISABLED) == null) {
            System.setProperty(DISABLED, "true");
        }
    }
}
