package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.futurewire.feed.concurrent.DaemonThreads;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Halts the process when it cannot exit by itself: because the JVM has been out of memory for several seconds, or because
 * shutting down exceeds its deadline. Its threads are started while memory is available, and halting allocates none.
 *
 * <p>Once a second, the watchdog allocates a small array. This detects exhaustion whatever its cause, and whichever thread ran
 * into it. The library's own threads survive an OutOfMemoryError and release memory; if that does not help, no client can be
 * served any more, and not even a signal arrives (the JVM needs memory to deliver it).
 */
final class ExitWatchdog {
    /** The exit status. */
    static final int STATUS = 3;

    /** The interval between two probes: one second. */
    private static final long PROBE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The size of a probe: 64 KiB. */
    private static final int PROBE = 64 * 1024;

    /** The number of consecutive failed probes after which the process is halted: 5. */
    private static final int MAX_FAILURES = 5;

    /** The longest deadline: a hundred years. */
    private static final Duration MAX_DEADLINE = Duration.ofDays(36_500);

    /** How long printing the last line may take: 50 ms. */
    private static final long PRINT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final byte[] EMPTY = {};
    private static final byte[] NO_MEMORY = "futurewire: out of memory, ending with status 3\n".getBytes(US_ASCII);
    private static final byte[] TOO_LONG =
            "futurewire: shutting down took longer than the grace, ending now\n".getBytes(US_ASCII);

    private final Thread thread = DaemonThreads.create("futurewire-last-watchdog", this::run);
    private final Thread printer = DaemonThreads.create("futurewire-exit-printer", this::print);
    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    private volatile long deadline = Long.MAX_VALUE;
    private volatile int status = STATUS;
    private volatile byte[] probe = EMPTY;
    private volatile byte[] lastLine = EMPTY;

    private ExitWatchdog() {}

    /** Starts the watchdog. */
    static ExitWatchdog start() {
        ExitWatchdog watchdog = new ExitWatchdog();
        watchdog.printer.start();
        watchdog.thread.start();
        return watchdog;
    }

    /**
     * Sets the deadline at which the process is halted with this status if it has not exited. Replaces an earlier deadline.
     */
    void endWithin(Duration time, int exitStatus) {
        status = exitStatus;
        deadline = System.nanoTime() + (time.compareTo(MAX_DEADLINE) > 0 ? MAX_DEADLINE : time).toNanos();
        LockSupport.unpark(thread);
    }

    private void run() {
        int failures = 0;
        while (true) {
            long until = deadline;
            long left = until == Long.MAX_VALUE ? PROBE_INTERVAL_NANOS : until - System.nanoTime();
            if (left <= 0) {
                halt(TOO_LONG, status);
            }
            LockSupport.parkNanos(this, Math.min(left, PROBE_INTERVAL_NANOS));
            failures = canAllocate() ? 0 : failures + 1;
            if (failures >= MAX_FAILURES) {
                halt(NO_MEMORY, STATUS);
            }
        }
    }

    private boolean canAllocate() {
        try {
            probe = new byte[PROBE];
            return probe.length == PROBE;
        } catch (OutOfMemoryError none) {
            return false;
        } finally {
            probe = EMPTY;
        }
    }

    /** Halts the process. Another thread prints the line, so that a stopped terminal cannot block the exit. */
    private void halt(byte[] line, int exitStatus) {
        lastLine = line;
        LockSupport.unpark(printer);
        long until = System.nanoTime() + PRINT_NANOS;
        while (lastLine.length > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(this, PRINT_NANOS / 50);
        }
        Runtime.getRuntime().halt(exitStatus);
    }

    private void print() {
        while (lastLine.length == 0) {
            LockSupport.park(this);
        }
        try {
            err.write(lastLine);
        } catch (IOException | OutOfMemoryError failure) {
            // The exit status shows the reason as well.
        }
        lastLine = EMPTY;
    }
}
