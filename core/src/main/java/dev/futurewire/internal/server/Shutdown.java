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
 * A server's end, by a deadline: stop accepting, let the handlers finish, close gracefully what is left a little before
 * the deadline, cut off the rest at it. Completes by the deadline whatever handlers and peers do.
 *
 * <p>Every connection that was in the registry since the beginning is counted once, when it leaves the registry or at the
 * deadline, under the lock. What counts as closed is what the program can be sure of: everything it wrote, and FIN, have
 * been handed to the operating system. Whether the peer has ended its side as well makes no difference: a client that just
 * stays connected would otherwise be reported as cut off.
 */
final class Shutdown {
    /**
     * How long before the deadline graceful closing begins, at most: two seconds, as long as a connection lingers. A fifth
     * of the grace if that is less.
     */
    private static final long LONGEST_CLOSING_NANOS = 2_000_000_000L;

    /** So that closing has that part of the grace: a fifth. */
    private static final int CLOSING_PART = 5;

    private final ServerCore core;
    private final CompletableFuture<ShutdownReport> end = new CompletableFuture<>();
    private final List<ChannelSnapshot> stillOpen = new ArrayList<>();

    /** Who was closing already when the shutdown began: their handlers had ended before. */
    private final Set<StreamChannel> closingBefore = new HashSet<>();

    private boolean closing;
    private boolean over;
    private volatile boolean begun;
    private long began;
    private long deadline;
    private int finished;
    private int closed;
    private int aborted;

    private final Alarm closeAlarm = new Alarm() {
        @Override
        protected void fire() {
            Survival.insist("closing what is left failed", Shutdown.this::closeRest);
        }
    };
    private final Alarm endAlarm = new Alarm() {
        @Override
        protected void fire() {
            Survival.insist("cutting off what is left failed", Shutdown.this::cutOff);
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
                // The timer is a tick late at most; the deadline is not.
                long early = nanos == 0 ? 0 : Timer.RESOLUTION_NANOS * 2;
                if (nanos > 0) {
                    timer.set(closeAlarm, deadline - Math.min(LONGEST_CLOSING_NANOS, nanos / CLOSING_PART) - early);
                } else {
                    timer.cancel(closeAlarm);
                }
                timer.set(endAlarm, deadline - early);
            }
            begun = true;
        }
        core.stopAccepting();
        checkOver();
        CompletableFuture<ShutdownReport> own = new CompletableFuture<>();
        end.whenComplete((report, never) -> own.complete(report));
        return own;
    }

    /** Closes gracefully what is left. */
    private void closeRest() {
        List<StreamChannel> left;
        synchronized (this) {
            if (closing || over) {
                return;
            }
            left = noteOpen();
        }
        left.forEach(channel -> channel.close(CloseReason.SERVER_SHUTDOWN));
        checkOver();
    }

    /** Everything that closing begins with, once. Under the lock. */
    private List<StreamChannel> noteOpen() {
        closing = true;
        List<StreamChannel> left = new ArrayList<>(core.channels());
        left.stream().filter(channel -> channel.reason() == null).forEach(channel -> stillOpen.add(channel.snapshot()));
        return left;
    }

    private void cutOff() {
        List<StreamChannel> left;
        synchronized (this) {
            if (over) {
                return;
            }
            left = closing ? new ArrayList<>(core.channels()) : noteOpen();
            left.forEach(this::count);
            over = true;
        }
        left.forEach(channel -> channel.abort(CloseReason.SERVER_SHUTDOWN));
        complete();
    }

    /** A connection that was accepted while the shutdown began: nobody has served it. */
    void tooLate(StreamChannel channel) {
        channel.abort(CloseReason.SERVER_SHUTDOWN);
    }

    /**
     * A connection is over. It leaves the registry and is counted in one step: who sees it gone finds it counted.
     *
     * @param channel which
     * @param leave takes it out of the registry
     */
    void ended(StreamChannel channel, Runnable leave) {
        synchronized (this) {
            leave.run();
            if (!begun || over) {
                return;
            }
            count(channel);
        }
    }

    /** The program knows of the end of a connection. */
    void closeNotified() {
        if (begun) {
            checkOver();
        }
    }

    /** Under the lock. */
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

    private void checkOver() {
        synchronized (this) {
            if (over || !core.quiet()) {
                return;
            }
            over = true;
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
        // Whoever began this may be about to: a loop must not end before its listening socket is closed.
        core.stopAccepting();
        core.endLoops();
        try {
            Threads.daemon("futurewire-shutdown", () -> {
                        LogLimiter.shared().flush();
                        end.complete(report);
                    })
                    .start();
        } catch (OutOfMemoryError noThread) {
            Survival.survived("no thread to report the shutdown on", noThread);
            end.complete(report);
        }
    }
}
