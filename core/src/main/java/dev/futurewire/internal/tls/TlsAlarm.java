package dev.futurewire.internal.tls;

import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.internal.time.Timer;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;

/**
 * The alarm of a TLS connection. It limits one thing at a time: the handshake, the sending of an alert, or the wait for a
 * write that shows whether the end of the input is a reset.
 *
 * <p>For the thread that drains, except {@link #startHandshake}, {@link #deadline} and {@link #cancel}.
 */
final class TlsAlarm extends Alarm {
    /** How long a failed connection waits for the peer to take the alert: a second. */
    private static final long ALERT_NANOS = 1_000_000_000L;

    /** How long a write in progress may take to show that an end without close_notify was a reset: 100 ms. */
    private static final long RESET_CHECK_NANOS = 100_000_000L;

    /** From which delay on a late handshake alarm is this end's fault: a second. */
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final TlsDriver driver;
    private final Executor arrivals;
    private final Timer timer;
    private final long handshakeNanos;
    private long deadline;
    private volatile boolean fired;

    /** The handshake has been given its time once more. */
    private boolean prolonged;

    private boolean checkingReset;
    private boolean resetCheckOver;

    TlsAlarm(TlsDriver driver, Executor arrivals, Timer timer, long handshakeNanos) {
        this.driver = driver;
        this.arrivals = arrivals;
        this.timer = timer;
        this.handshakeNanos = handshakeNanos;
    }

    /** Received data is processed before the expiry. */
    @Override
    protected void fire() {
        TlsDriver.execute(arrivals, () -> {
            fired = true;
            driver.drain();
        });
    }

    /** Whether this has fired since the last call. */
    boolean takeFired() {
        boolean taken = fired;
        if (taken) {
            fired = false;
        }
        return taken;
    }

    void cancel() {
        timer.cancel(this);
    }

    /** The handshake has completed, perhaps with the end of the input behind it. */
    void endHandshake() {
        if (!checkingReset) {
            cancel();
        }
    }

    // The handshake

    void startHandshake() {
        if (handshakeNanos != Nanos.NEVER) {
            deadline = timer.now() + handshakeNanos;
            timer.set(this, deadline);
        }
    }

    /** When the handshake times out, or 0 for never or while it has not begun. */
    long deadline() {
        return deadline;
    }

    /**
     * Gives the handshake its time once more if the process was stopped or the loop busy, because then the peer could not have
     * been answered; false if the handshake has timed out.
     */
    boolean prolongHandshake() {
        if (prolonged || timer.now() - deadline < PAUSE_NANOS) {
            return false;
        }
        prolonged = true;
        timer.set(this, timer.now() + handshakeNanos);
        return true;
    }

    SocketTimeoutException handshakeTimeout() {
        return new SocketTimeoutException("no TLS handshake within " + handshakeNanos / 1_000_000 + " ms");
    }

    // The alert

    void limitAlert() {
        timer.set(this, timer.now() + ALERT_NANOS);
    }

    // The reset check

    /** Whether to wait longer for a write to show a reset. The first call starts the wait. */
    boolean awaitsReset() {
        if (!checkingReset) {
            checkingReset = true;
            timer.set(this, timer.now() + RESET_CHECK_NANOS);
        }
        return !resetCheckOver;
    }

    void endResetCheck() {
        resetCheckOver = true;
    }
}
