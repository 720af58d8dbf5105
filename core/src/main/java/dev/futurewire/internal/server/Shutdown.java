package dev.futurewire.internal.server;

import dev.futurewire.CloseReason;
import dev.futurewire.ShutdownReport;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.observe.ChannelSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A server's end, by a deadline: stop accepting, let the handlers finish, close gracefully what is left a little before
 * the deadline, cut off the rest at it. Completes by the deadline whatever handlers and peers do.
 */
final class Shutdown {
    /** How long before the deadline graceful closing begins, at most: 500 ms. A fifth of the grace if that is less. */
    private static final long CLOSING_NANOS = 500_000_000L;

    private final Acceptor acceptor;
    private final CompletableFuture<ShutdownReport> end = new CompletableFuture<>();
    private final List<ChannelSnapshot> stillOpen = new ArrayList<>();
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
            closeRest();
        }
    };
    private final Alarm endAlarm = new Alarm() {
        @Override
        protected void fire() {
            closeRest();
            cutOff();
        }
    };

    Shutdown(Acceptor acceptor) {
        this.acceptor = acceptor;
    }

    boolean begun() {
        return begun;
    }

    CompletableFuture<ShutdownReport> begin(Duration grace) {
        Timer timer = acceptor.firstLoop().timer();
        synchronized (this) {
            long now = timer.now();
            long nanos =
                    Math.max(0, grace.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 2 : grace.toNanos());
            if (!begun) {
                began = now;
            }
            if (!begun || now + nanos - deadline < 0) {
                deadline = now + nanos;
                // The timer is a tick late at most; the deadline is not.
                long early = nanos == 0 ? 0 : Timer.RESOLUTION_NANOS * 2;
                timer.set(closeAlarm, deadline - Math.min(CLOSING_NANOS, nanos / 5) - early);
                timer.set(endAlarm, deadline - early);
            }
            begun = true;
        }
        acceptor.stopAccepting();
        checkOver();
        CompletableFuture<ShutdownReport> own = new CompletableFuture<>();
        end.whenComplete((report, never) -> own.complete(report));
        return own;
    }

    /** Closes gracefully what is left. */
    private void closeRest() {
        List<StreamChannel> left = new ArrayList<>(acceptor.channels());
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
            left.forEach(channel -> stillOpen.add(channel.snapshot()));
        }
        left.forEach(channel -> channel.close(CloseReason.SERVER_SHUTDOWN));
        checkOver();
    }

    private void cutOff() {
        List<StreamChannel> left;
        synchronized (this) {
            left = new ArrayList<>(acceptor.channels());
            aborted += left.size();
            over = true;
        }
        left.forEach(channel -> channel.abort(CloseReason.SERVER_SHUTDOWN));
        complete();
    }

    /** A connection that was accepted while the shutdown began. */
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
            if (channel.reason() == CloseReason.SERVER_SHUTDOWN) {
                closed++;
            } else {
                finished++;
            }
        }
    }

    /** The program knows of the end of a connection. */
    void told() {
        if (begun) {
            checkOver();
        }
    }

    private void checkOver() {
        synchronized (this) {
            if (over || !acceptor.quiet()) {
                return;
            }
            over = true;
        }
        complete();
    }

    private void complete() {
        Timer timer = acceptor.firstLoop().timer();
        timer.cancel(closeAlarm);
        timer.cancel(endAlarm);
        ShutdownReport report;
        synchronized (this) {
            report = new ShutdownReport(finished, closed, aborted, stillOpen, Duration.ofNanos(timer.now() - began));
        }
        acceptor.endLoops();
        Thread teller = new Thread(() -> end.complete(report), "futurewire-shutdown");
        teller.setDaemon(true);
        teller.start();
    }
}
