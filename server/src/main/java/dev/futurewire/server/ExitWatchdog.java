package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.futurewire.server.concurrent.DaemonThreads;
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
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The size of a probe: 64 KiB. */
    private static final int PROBE = 64 * 1024;

    /** The number of consecutive failed probes after which the process is halted: 5. */
    private static final int PATIENCE = 5;

    /** The longest deadline: a hundred years. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** How long printing the last line may take: 50 ms. */
    private static final long LONGEST_WRITE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final byte[] NOTHING = {};
    private static final byte[] NO_MEMORY = "futurewire: out of memory, ending with status 3\n".getBytes(US_ASCII);
    private static final byte[] TOO_LONG =
            "futurewire: shutting down took longer than the grace, ending now\n".getBytes(US_ASCII);

    private final Thread thread = DaemonThreads.create("futurewire-last-resort", this::run);
    private final Thread printer = DaemonThreads.create("futurewire-last-words", this::print);
    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    private volatile long deadline = Long.MAX_VALUE;
    private volatile int status = STATUS;
    private volatile byte[] probe = NOTHING;
    private volatile byte[] lastLine = NOTHING;

    private ExitWatchdog() {}

    /** Starts the watchdog. */
    static ExitWatchdog start() {
        ExitWatchdog resort = new ExitWatchdog();
        resort.printer.start();
        resort.thread.start();
        return resort;
    }

    /**
     * Sets the deadline at which the process is halted with this status if it has not exited. Replaces an earlier deadline.
     */
    void endWithin(Duration time, int exitStatus) {
        status = exitStatus;
        deadline = System.nanoTime() + (time.compareTo(LONGEST) > 0 ? LONGEST : time).toNanos();
        LockSupport.unpark(thread);
    }

    private void run() {
        int refusals = 0;
        while (true) {
            long until = deadline;
            long left = until == Long.MAX_VALUE ? LOOK_NANOS : until - System.nanoTime();
            if (left <= 0) {
                end(TOO_LONG, status);
            }
            LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
            refusals = memory() ? 0 : refusals + 1;
            if (refusals >= PATIENCE) {
                end(NO_MEMORY, STATUS);
            }
        }
    }

    private boolean memory() {
        try {
            probe = new byte[PROBE];
            return probe.length == PROBE;
        } catch (OutOfMemoryError none) {
            return false;
        } finally {
            probe = NOTHING;
        }
    }

    /** Halts the process. Another thread prints the line, so that a stopped terminal cannot block the exit. */
    private void end(byte[] line, int exitStatus) {
        lastLine = line;
        LockSupport.unpark(printer);
        long until = System.nanoTime() + LONGEST_WRITE_NANOS;
        while (lastLine.length > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(this, LONGEST_WRITE_NANOS / 50);
        }
        Runtime.getRuntime().halt(exitStatus);
    }

    private void print() {
        while (lastLine.length == 0) {
            LockSupport.park(this);
        }
        try {
            err.write(lastLine);
        } catch (IOException | OutOfMemoryError unheard) {
            // The exit status tells the reason as well.
        }
        lastLine = NOTHING;
    }
}
