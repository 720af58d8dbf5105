package dev.futurewire.internal.server;

import dev.futurewire.CloseReason;
import dev.futurewire.ShutdownReport;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Threads;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.observe.ChannelSnapshot;
import dev.futurewire.observe.LogLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Shuts down a server within a deadline: stops accepting, waits for the handlers to finish, closes the remaining
 * connections gracefully a little before the deadline, and aborts the rest at the deadline. Completes by the deadline
 * whatever handlers and peers do.
 *
 * <p>Every connection registered since the start of the shutdown is counted once under the lock, when it leaves the
 * registry or at the deadline. It counts as closed if everything it wrote, and FIN, have been handed to the operating
 * system. Whether the peer has ended its side as well makes no difference: otherwise a client that merely stays
 * connected would be reported as aborted.
 */
final class Shutdown {
    /**
     * How long before the deadline graceful closing starts, at most: two seconds, the linger time of a connection. Less
     * if a fifth of the grace period is less.
     */
    private static final long LONGEST_CLOSING_NANOS = 2_000_000_000L;

    /** The fraction of the grace period reserved for closing: a fifth. */
    private static final int CLOSING_FRACTION = 5;

    private final ServerCore core;
    private final CompletableFuture<ShutdownReport> end = new CompletableFuture<>();
    private final List<ChannelSnapshot> stillOpen = new ArrayList<>();

    /** Connections that were closing when the shutdown started; their handlers had finished. */
    private final Set<StreamChannel> closingBefore = new HashSet<>();

    private boolean closing;
    private boolean completed;
    private volatile boolean begun;
    private long began;
    private long deadline;
    private int finished;
    private int closed;
    private int aborted;

    private final Alarm closeAlarm = new Alarm() {
        @Override
        protected void fire() {
            Survival.insist("closing the remaining connections failed", Shutdown.this::closeRemaining);
        }
    };
    private final Alarm endAlarm = new Alarm() {
        @Override
        protected void fire() {
            Survival.insist("aborting the remaining connections failed", Shutdown.this::abortRemaining);
        }
    };

    Shutdown(ServerCore core) {
        this.core = core;
    }

    boolean begun() {
        return begun;
    }

    CompletableFuture<ShutdownReport> begin(Duration grace) {
        Timer timer = core.firstLoop().timer();
        synchronized (this) {
            long now = timer.now();
            long nanos =
                    Math.max(0, grace.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 2 : grace.toNanos());
            if (!begun) {
                began = now;
                core.channels().stream()
                        .filter(channel -> channel.reason() != null)
                        .forEach(closingBefore::add);
            }
            if (!begun || now + nanos - deadline < 0) {
                deadline = now + nanos;
                // An alarm may run late; the shutdown must not.
                long early = nanos == 0 ? 0 : Timer.RESOLUTION_NANOS * 2;
                if (nanos > 0) {
                    timer.set(closeAlarm, deadline - Math.min(LONGEST_CLOSING_NANOS, nanos / CLOSING_FRACTION) - early);
                } else {
                    timer.cancel(closeAlarm);
                }
                timer.set(endAlarm, deadline - early);
            }
            begun = true;
        }
        core.stopAccepting();
        core.notifyStopping();
        completeIfDone();
        CompletableFuture<ShutdownReport> own = new CompletableFuture<>();
        end.whenComplete((report, never) -> own.complete(report));
        return own;
    }

    /** Closes the remaining connections gracefully. */
    private void closeRemaining() {
        List<StreamChannel> remaining;
        synchronized (this) {
            if (closing || completed) {
                return;
            }
            remaining = snapshotRemaining();
        }
        remaining.forEach(channel -> channel.close(CloseReason.SERVER_SHUTDOWN));
        completeIfDone();
    }

    /** Starts closing: records snapshots of the open connections, once. Under the lock. */
    private List<StreamChannel> snapshotRemaining() {
        closing = true;
        List<StreamChannel> remaining = new ArrayList<>(core.channels());
        remaining.stream()
                .filter(channel -> channel.reason() == null)
                .forEach(channel -> stillOpen.add(channel.snapshot()));
        return remaining;
    }

    private void abortRemaining() {
        List<StreamChannel> remaining;
        synchronized (this) {
            if (completed) {
                return;
            }
            remaining = closing ? new ArrayList<>(core.channels()) : snapshotRemaining();
            remaining.forEach(this::count);
            completed = true;
        }
        remaining.forEach(channel -> channel.abort(CloseReason.SERVER_SHUTDOWN));
        complete();
    }

    /** Aborts a connection that was accepted while the shutdown started and has not been served. */
    void abortLate(StreamChannel channel) {
        channel.abort(CloseReason.SERVER_SHUTDOWN);
    }

    /**
     * Counts a closed connection and removes it from the registry in one step, so that a connection missing from the
     * registry has been counted.
     *
     * @param channel the connection
     * @param leave removes it from the registry
     */
    void ended(StreamChannel channel, Runnable leave) {
        synchronized (this) {
            leave.run();
            if (!begun || completed) {
                return;
            }
            count(channel);
        }
    }

    /** Called after the end of a connection was reported to the program. */
    void closeNotified() {
        if (begun) {
            completeIfDone();
        }
    }

    /** Counts a connection. Under the lock. */
    private void count(StreamChannel channel) {
        CloseReason reason = channel.reason();
        boolean byItself = reason != null && reason != CloseReason.SERVER_SHUTDOWN && !closingBefore.contains(channel);
        if (byItself) {
            finished++;
        } else if (reason != null && channel.outputEnded()) {
            closed++;
        } else {
            aborted++;
        }
    }

    private void completeIfDone() {
        synchronized (this) {
            if (completed || !core.allClosesNotified()) {
                return;
            }
            completed = true;
        }
        complete();
    }

    private void complete() {
        Timer timer = core.firstLoop().timer();
        timer.cancel(closeAlarm);
        timer.cancel(endAlarm);
        ShutdownReport report;
        synchronized (this) {
            report = new ShutdownReport(finished, closed, aborted, stillOpen, Duration.ofNanos(timer.now() - began));
        }
        // Before the loops end; the thread that started the shutdown may not have done so yet.
        core.stopAccepting();
        core.endLoops();
        try {
            Threads.daemon("futurewire-shutdown", () -> {
                        LogLimiter.shared().flush();
                        end.complete(report);
                    })
                    .start();
        } catch (OutOfMemoryError noThread) {
            Survival.survived("cannot start a thread to report the shutdown", noThread);
            end.complete(report);
        }
    }
}
